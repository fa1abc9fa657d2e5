import type { NodeFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
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
  if (flags.json === true) printJson(answer.raw());
  else printLines(barrierLines({ answer, labels: await client.labels(), nowMs: Date.now() }));
}
