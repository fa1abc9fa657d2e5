import { setTimeout as delay } from 'node:timers/promises';
import { connectSui, createChainWriter, type IkaChainWriter } from '@baton/sui-client';
import type { Layout } from './layout.ts';
import type { ChainAddress } from './localnet.ts';
import { trafficAccountOf } from './network.ts';

const TICK_MS = 500;
const MILLISECONDS = 1_000;

/** Epochs at the end of a run in which nothing new is asked for, so that all that was can be completed. */
export function drainEpochs(epochs: number): number {
  return Math.min(DRAIN_EPOCHS, Math.floor(epochs / 2));
}
const DRAIN_EPOCHS = 2;

export interface Traffic {
  /** Asks for no more. */
  stop(): void;
  /** Settles when it has stopped; rejects when the chain takes no requests. */
  done: Promise<void>;
}

/** Asks the chain for user sessions at an even pace, several in each transaction. */
export async function startTraffic(
  { layout, chain, network, perSecond }: { layout: Layout; chain: ChainAddress; network: string; perSecond: number },
  signal: AbortSignal,
): Promise<Traffic> {
  const signer = await trafficAccountOf(layout);
  const writer = createChainWriter(chain, { client: connectSui(chain.url, network), signer });
  const stopping = new AbortController();
  const ended = AbortSignal.any([signal, stopping.signal]);
  return { stop: () => stopping.abort(), done: run(writer, perSecond, ended) };
}

async function run(writer: IkaChainWriter, perSecond: number, ended: AbortSignal): Promise<void> {
  const begun = performance.now();
  let asked = 0;
  for (let batch = 0; !ended.aborted; batch += 1) {
    const due = Math.floor(((performance.now() - begun) / MILLISECONDS) * perSecond) - asked;
    if (due > 0) asked += await ask(writer, due, batch);
    await delay(TICK_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** A transaction that was begun is ended, also when it is time to stop: an unclear one could not be counted. */
async function ask(writer: IkaChainWriter, count: number, batch: number): Promise<number> {
  const operation = { kind: 'request_user_sessions', count: Math.min(count, SESSIONS_MAX), batch: `${batch}` } as const;
  const outcome = await writer.submit(operation, AbortSignal.timeout(SUBMIT_TIMEOUT_MS));
  if (outcome.kind === 'success') return operation.count;
  throw new Error(`the chain takes no user sessions: ${JSON.stringify(outcome)}`);
}

/** Of one transaction; what is due beyond it comes with the next. */
const SESSIONS_MAX = 200;
const SUBMIT_TIMEOUT_MS = 30_000;
