import { schemaCheck } from '@baton/service-runtime';
import type { Static, TSchema } from 'typebox';

/** Above the longest long poll of the node. */
const TIMEOUT_MS = 40_000;

/** The node refused, or does not answer, or answers in another form than the engine interface has. */
export class EngineInterfaceError extends Error {
  readonly code: string;
  /** 0 when there was no answer */
  readonly status: number;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineInterfaceError';
    this.status = status;
    this.code = code;
  }
}

/** HTTP to the own node; answers are checked against what the engine interface promises. */
export class EngineTransport {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** undefined where the node has nothing yet */
  async get<Schema extends TSchema>(
    path: string,
    schema: Schema,
    until?: AbortSignal,
  ): Promise<Static<Schema> | undefined> {
    const response = await this.#request(path, {}, until);
    if (response.status === 404) return void (await response.body?.cancel());
    return read(path, response, schema);
  }

  async post<Schema extends TSchema>(
    path: string,
    contentType: string,
    body: string | Uint8Array<ArrayBuffer>,
    schema: Schema,
  ): Promise<Static<Schema>> {
    const response = await this.#request(path, { method: 'POST', headers: { 'content-type': contentType }, body });
    return read(path, response, schema);
  }

  async command<Schema extends TSchema>(
    method: 'PUT' | 'DELETE',
    path: string,
    schema: Schema,
  ): Promise<Static<Schema>> {
    return read(path, await this.#request(path, { method }), schema);
  }

  /** undefined where the node has nothing */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    const response = await this.#request(path);
    if (response.status === 404) return void (await response.body?.cancel());
    if (!response.ok) throw refusal(path, response, undefined);
    return new Uint8Array(await response.arrayBuffer());
  }

  async exists(path: string): Promise<boolean> {
    const response = await this.#request(path, { method: 'HEAD' });
    await response.body?.cancel();
    if (!response.ok && response.status !== 404) throw refusal(path, response, undefined);
    return response.ok;
  }

  #request(path: string, init: RequestInit = {}, until?: AbortSignal): Promise<Response> {
    const signals = [this.#signal, AbortSignal.timeout(TIMEOUT_MS), ...(until ? [until] : [])];
    return fetch(new URL(path, this.#url), { ...init, signal: AbortSignal.any(signals) }).catch((cause: unknown) => {
      throw new EngineInterfaceError(0, 'NODE_UNREACHABLE', `no answer to ${path}`, cause);
    });
  }
}

async function read<Schema extends TSchema>(path: string, response: Response, schema: Schema): Promise<Static<Schema>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(path, response, (body as { code?: unknown } | undefined)?.code);
  if (!schemaCheck(schema)(body)) {
    throw new EngineInterfaceError(response.status, 'ANSWER_MALFORMED', `${path} answered in an unknown form`);
  }
  return body as Static<Schema>;
}

function refusal(path: string, { status }: Response, code: unknown): EngineInterfaceError {
  const known = typeof code === 'string' ? code : `HTTP_${status}`;
  return new EngineInterfaceError(status, known, `${path} answered ${status} ${known}`);
}
