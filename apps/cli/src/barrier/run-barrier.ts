import type { NodeFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
import type { Field } from '../json-input.ts';
import { NodeClient } from '../node/client.ts';
import { presentEpoch } from '../node/directory.ts';
import { printJson, printLines } from '../output/print.ts';
import { barrierLines } from './barrier-lines.ts';

export interface BarrierFlags extends NodeFlags {
  json?: boolean;
}

/** The node's verdict on an epoch. By default the newest one: only that one is waited for. */
export async function showBarrier(epoch: number | undefined, flags: BarrierFlags): Promise<void> {
  const client = await NodeClient.of(flags);
  const chosen = epoch ?? (await presentEpoch(client));
  const answer = await client.find(`/v1/barrier/epochs/${chosen}`);
  if (answer === undefined)
    throw new CommandFailure(
      `the barrier has no verdict on epoch ${chosen}: the node has no seat in it, or has not seen it on the chain`,
    );
  if (flags.json === true) return printJson(answer.raw());
  const wanted = await wantedDigests(client, answer);
  printLines(barrierLines({ answer, wanted, nowMs: Date.now() }));
}

/** What is known of the search for each missing digest. */
async function wantedDigests(client: NodeClient, answer: Field): Promise<Field[]> {
  const missing = new Set(
    answer
      .get('missing')
      .list()
      .map((one) => one.get('digest').text()),
  );
  if (missing.size === 0) return [];
  const found = await client.find('/v1/blobs/wanted').catch(() => undefined);
  return (found?.maybe('items')?.list() ?? []).filter((one) => missing.has(one.get('digest').text()));
}
