import type { LogFlags, NodeFlags } from '../arguments.ts';
import { unusable } from '../failure.ts';
import { readListener } from '../listener.ts';
import { baseUrl, below } from './http.ts';
import { findMember } from './members.ts';
import { type NetworkView, readNetwork } from './network.ts';

/** Where a node is asked: one base for all its services, or one for each process they run in. */
export interface NodeAddress {
  bases: [URL, ...URL[]];
  /** Where a console may be that knows the log and everyone's labels. */
  console: URL;
}

const BASES_MAX = 16;

export async function nodeAddress(flags: NodeFlags): Promise<NodeAddress> {
  const given = flags.console === undefined ? undefined : consoleUrl(flags.console);
  if (flags.node !== undefined && /^https?:/.test(flags.node)) {
    const [first, ...others] = flags.node.split(',').map((text) => baseUrl('--node', text.trim()));
    if (first === undefined || others.length >= BASES_MAX) throw unusable('--node has more addresses than services');
    return { bases: [first, ...others], console: given ?? new URL('/', first) };
  }
  if (given !== undefined) return throughConsole(given, flags.node);
  if (flags.node !== undefined)
    throw unusable(`--node ${flags.node} is no http address; a validator's name needs --console`);
  if (flags.config === undefined) throw unusable('whom to ask? give --node URL, --config FILE or set BATON_NODE');
  const { url, kind } = readListener(flags.config);
  if (kind !== 'node') throw unusable(`${flags.config} is the configuration of consensus-log, not of a node`);
  return { bases: [url], console: url };
}

/** Where consensus-log is asked. */
export async function logAddress(flags: LogFlags): Promise<URL> {
  if (flags.log !== undefined) return baseUrl('--log', flags.log);
  if (flags.console !== undefined) return below(consoleUrl(flags.console), '/console/api/log/');
  if (flags.node === undefined && flags.config !== undefined) {
    const { url, kind } = readListener(flags.config);
    return kind === 'node' ? below(url, '/console/api/log/') : url;
  }
  if (flags.node === undefined) throw unusable('whom to ask? give --log URL, --console URL or set BATON_LOG');
  return below((await nodeAddress(flags)).console, '/console/api/log/');
}

/** Said where something answers that knows no log, such as the front of a validator. */
export const noLogAt = (log: URL): string =>
  `no log is served at ${log.href}: give consensus-log's address with --log, or a console's with --console`;

export const consoleUrl = (text: string): URL => baseUrl('--console', text.replace(/\/console\/?$/, ''));

async function throughConsole(console: URL, name: string | undefined): Promise<NodeAddress> {
  const { validators } = await network(console);
  if (name === undefined && validators.length !== 1)
    throw unusable(`--console knows ${validators.length} validators; name one with --node`);
  const chosen = name === undefined ? validators[0] : findMember(validators, name);
  return { bases: [below(console, `/console/api/validators/${chosen?.label}/`)], console };
}

async function network(console: URL): Promise<NetworkView> {
  const found = await readNetwork(console);
  if (found === undefined) throw unusable(`${console.origin} is no console`);
  return found;
}

/** The console that can tell labels beside a log: the one given, else one at the log's own address. */
export function consoleOf(log: URL, flags: NodeFlags): URL {
  return flags.console === undefined ? new URL('/', log) : consoleUrl(flags.console);
}
