import type { NodeFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
import { NodeClient } from '../node/client.ts';
import { presentEpoch, resolveName } from '../node/directory.ts';
import { printJson, printLines } from '../output/print.ts';
import { explanationLines } from './explanation.ts';
import { freezeLines } from './matrix.ts';

export interface FreezeFlags extends NodeFlags {
  epoch?: number;
  json?: boolean;
}

export async function explainName(name: string, flags: FreezeFlags): Promise<void> {
  const client = await NodeClient.of(flags);
  const epoch = flags.epoch ?? (await presentEpoch(client));
  const authority = await resolveName(client, epoch, name);
  const answer = await client.get(`/v1/freeze/epochs/${epoch}/names/${authority}`);
  if (flags.json === true) printJson(answer.raw());
  else printLines(explanationLines(answer, epoch, await client.labels()));
}

export async function showFreeze(epoch: number | undefined, flags: FreezeFlags): Promise<void> {
  const client = await NodeClient.of(flags);
  const chosen = epoch ?? (await presentEpoch(client));
  const answer = await client.find(`/v1/freeze/epochs/${chosen}`);
  if (answer === undefined) throw new CommandFailure(`the node has read nothing of epoch ${chosen} from the log`);
  if (flags.json === true) printJson(answer.raw());
  else printLines(freezeLines(answer, await client.labels()));
}
