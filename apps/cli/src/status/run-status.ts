import { setTimeout as delay } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { LogFlags } from '../arguments.ts';
import { EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { logAddress } from '../node/address.ts';
import { NodeClient } from '../node/client.ts';
import { printJson, printJsonLine, printLines } from '../output/print.ts';
import type { NodeStatus } from './document.ts';
import { type Readings, readingsOf, readStatus } from './read-status.ts';
import { statusLines } from './status-lines.ts';

/** Between the two readings that an estimate needs. */
const PACE_MS = 1_000;

export interface StatusFlags extends LogFlags {
  watch?: boolean;
  interval: number;
  json?: boolean;
}

/** `baton status`; answers the exit code: 0 all well, 1 something is not. */
export async function runStatus(flags: StatusFlags): Promise<number> {
  const client = await NodeClient.of(flags);
  const log = await logAddress(flags);
  if (flags.watch === true) return watch(client, log, flags);
  const status = await readPaced(client, log);
  if (flags.json === true) printJson(status);
  else printLines(statusLines(status));
  return status.ok ? EXIT.ok : EXIT.failure;
}

/** Reads twice where something catches up, to tell how long it will take. */
async function readPaced(client: NodeClient, log: URL): Promise<NodeStatus> {
  const first = await readStatus(client, log, new Map());
  if (!first.services.some(({ state }) => state === 'catching_up')) return first;
  await delay(PACE_MS);
  return readStatus(client, log, readingsOf(first));
}

async function watch(client: NodeClient, log: URL, { interval, json }: StatusFlags): Promise<number> {
  const signal = interruption();
  const show = screen(json === true);
  let readings: Readings = new Map();
  while (!signal.aborted) {
    const status = await readStatus(client, log, readings);
    readings = readingsOf(status);
    show(status);
    await delay(interval * 1_000, undefined, { signal }).catch(() => undefined);
  }
  return EXIT.ok;
}

/** One screen drawn over and over on a terminal; elsewhere one after the other. */
function screen(json: boolean): (status: NodeStatus) => void {
  if (json) return printJsonLine;
  if (!process.stdout.isTTY) return (status) => printLines([...statusLines(status), '']);
  const live = createLogUpdate(process.stdout, { showCursor: true });
  return (status) => live(statusLines(status).join('\n'));
}
