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

/** What was asked for makes no sense to the node (400): unusable input. Anything else failed. */
export function problem(url: URL, { status, bytes }: Answer): CommandFailure {
  const exitCode = status === 400 ? EXIT.unusable : EXIT.failure;
  return new CommandFailure(`${url.href} answered ${status}${problemIn(bytes)}`, exitCode);
}

function problemIn(bytes: Uint8Array): string {
  try {
    const { code, detail, title } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const said = [code, detail ?? title].filter((part) => typeof part === 'string');
    return said.length > 0 ? `: ${said.join(': ')}` : '';
  } catch {
    return '';
  }
}
