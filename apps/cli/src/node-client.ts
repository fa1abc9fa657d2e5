import { CommandFailure, unusable } from './failure.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 16 * 1_024 * 1_024;

/** GET from a node; a problem+json answer becomes a failure with its code. */
export async function fromNode(node: string, path: string, accept: string): Promise<Uint8Array> {
  const url = URL.parse(path, node);
  if (url === null || !url.protocol.startsWith('http')) throw unusable(`--node ${node} is no http address`);
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new CommandFailure(`${url.origin} does not answer`, 1, { cause });
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > ANSWER_BYTES_MAX) throw new CommandFailure(`${url.href} answered with more than it should`);
  if (!response.ok) throw new CommandFailure(`${url.href} answered ${response.status}${problemIn(bytes)}`);
  return bytes;
}

export async function jsonFromNode(node: string, path: string): Promise<unknown> {
  return JSON.parse(Buffer.from(await fromNode(node, path, 'application/json')).toString());
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
