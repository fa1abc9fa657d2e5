import { CommandFailure, EXIT, unusable } from '../failure.ts';
import { Field } from '../json-input.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 16 * 1_024 * 1_024;

/** An address that paths can be put behind: with a slash at its end. */
export function baseUrl(option: string, text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url === null || !url.protocol.startsWith('http')) throw unusable(`${option} ${text} is no http address`);
  return url;
}

/** `/v1/...` below a base, which may have a path of its own. */
export const below = (base: URL, path: string): URL => new URL(`.${path}`, base);

export const malformed = (message: string, cause?: unknown): CommandFailure =>
  new CommandFailure(`an answer that makes no sense: ${message}`, 1, { cause });

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** A GET that was answered, whatever the status; a CommandFailure when nobody answers in time. */
export async function request(url: URL, accept = 'application/json', timeoutMs = TIMEOUT_MS): Promise<Answer> {
  try {
    const response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, headers: response.headers, bytes: await bounded(response, url) };
  } catch (cause) {
    if (cause instanceof CommandFailure) throw cause;
    throw new CommandFailure(`${url.origin} does not answer`, 1, { cause });
  }
}

async function bounded(response: Response, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new CommandFailure(`${url.href} answered with more than it should`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The JSON of a good answer; undefined for 404; any other problem is a failure with its code. */
export async function findJson(url: URL, timeoutMs?: number): Promise<Field | undefined> {
  const answer = await request(url, 'application/json', timeoutMs);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw problem(url, answer);
  return jsonOf(url, answer);
}

export async function getJson(url: URL): Promise<Field> {
  const answer = await request(url);
  if (answer.status !== 200) throw problem(url, answer);
  return jsonOf(url, answer);
}

function jsonOf(url: URL, { bytes }: Answer): Field {
  try {
    return new Field(JSON.parse(Buffer.from(bytes).toString()), url.href, malformed);
  } catch (cause) {
    throw new CommandFailure(`${url.href} did not answer with JSON`, 1, { cause });
  }
}

/** An answer that says what is wrong, with its code where it is one of Baton's. */
export class AnsweredProblem extends CommandFailure {
  override name = 'AnsweredProblem';
  readonly code: string | undefined;

  constructor(message: string, exitCode: number, code: string | undefined) {
    super(message, exitCode);
    this.code = code;
  }
}

/** What was asked for makes no sense to the node (400): unusable input. Anything else failed. */
export function problem(url: URL, { status, bytes }: Answer): AnsweredProblem {
  const exitCode = status === 400 ? EXIT.unusable : EXIT.failure;
  const [code, words] = problemIn(bytes);
  const said = [code, words].filter((part) => part !== undefined).map((part) => `: ${part}`);
  return new AnsweredProblem(`${url.href} answered ${status}${said.join('')}`, exitCode, code);
}

/** Its code and its words, as far as it has them. */
function problemIn(bytes: Uint8Array): [string | undefined, string | undefined] {
  try {
    const { code, detail, title } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const text = (part: unknown) => (typeof part === 'string' ? part : undefined);
    return [text(code), text(detail ?? title)];
  } catch {
    return [undefined, undefined];
  }
}
