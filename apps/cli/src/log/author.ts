import type { LogFlags } from '../arguments.ts';
import { unusable } from '../failure.ts';
import { consoleUrl } from '../node/address.ts';
import { NodeClient } from '../node/client.ts';
import { presentEpoch, resolveName } from '../node/directory.ts';
import { findMember } from '../node/members.ts';
import { readLabels } from '../node/network.ts';

const WHOLE_AUTHORITY = /^[0-9a-f]{96}$/;

/** The authority of `--author`: all of it, or a label or beginning that a console or a node makes out. */
export async function resolveAuthor(name: string, flags: LogFlags, epoch?: number): Promise<string> {
  if (WHOLE_AUTHORITY.test(name)) return name;
  if (flags.node !== undefined || (flags.config !== undefined && flags.console === undefined)) {
    const client = await NodeClient.of(flags);
    return resolveName(client, epoch ?? (await presentEpoch(client)), name);
  }
  if (flags.console === undefined)
    throw unusable(`--author ${name}: give the whole authority, or --console or --node by which to find it`);
  const labels = await readLabels(consoleUrl(flags.console));
  return findMember(
    [...labels].map(([authority, label]) => ({ authority, label })),
    name,
  ).authority;
}
