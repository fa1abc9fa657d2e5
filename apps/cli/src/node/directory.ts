import type { Epoch } from '@baton/protocol';
import { CommandFailure } from '../failure.ts';
import type { NodeClient } from './client.ts';
import { findMember, type Named } from './members.ts';

const WHOLE_AUTHORITY = /^[0-9a-f]{96}$/;

/** The epoch that the node's chain view shows. */
export async function presentEpoch(client: NodeClient): Promise<Epoch> {
  const epoch = (await client.get('/v1/chain')).maybe('epoch')?.number();
  if (epoch === undefined) throw new CommandFailure('the node has not read the chain yet, so it knows no epoch');
  return epoch;
}

/** The authority that a label, the beginning of an authority or all of it means in an epoch. */
export async function resolveName(client: NodeClient, epoch: Epoch, name: string): Promise<string> {
  if (WHOLE_AUTHORITY.test(name)) return name;
  return findMember(await namedIn(client, epoch), name).authority;
}

/** Members of the epoch, those the log names besides, and whoever has a label. */
async function namedIn(client: NodeClient, epoch: Epoch): Promise<Named[]> {
  const [committee, freeze, labels] = await Promise.all([
    client.find(`/v1/chain/epochs/${epoch}/committee`),
    client.find(`/v1/freeze/epochs/${epoch}`),
    client.labels(),
  ]);
  const members = committee?.get('members').list() ?? [];
  const named = freeze?.get('names').list() ?? [];
  const authorities = new Set([...labels.keys(), ...[...members, ...named].map((one) => one.get('name').text())]);
  return [...authorities].map((authority) => ({ authority, label: labels.get(authority) ?? null }));
}
