import { setTimeout as delay } from 'node:timers/promises';
import type { Epoch } from '@baton/protocol';
import type { ChurnDriver } from './churn-driver.ts';
import type { LogAddress } from './epoch-log-facts.ts';
import { reportEpoch } from './epoch-report.ts';
import type { LocalnetListener, ValidatorState } from './events.ts';
import { LocalnetFailure } from './failure.ts';
import type { Localnet } from './localnet.ts';
import type { LocalnetReport } from './report.ts';
import type { SessionCounter } from './session-counts.ts';
import type { WatchedNetwork } from './watched-network.ts';

const FIRST_EPOCH = 1;
const POLL_MS = 200;
/** Their databases have better things to do than to be looked at. */
const STATES_EVERY_MS = 1_000;
/** An epoch that takes this many times its length does not end any more. */
const EPOCH_PATIENCE = 6;
const EPOCH_PATIENCE_MIN_MS = 90_000;

export interface WatchedEpochs {
  /** How many to see through; 0 for all that come. */
  count: number;
  report: LocalnetReport;
  network: WatchedNetwork;
  log: LogAddress;
  localnet: Localnet;
  churn: ChurnDriver;
  sessions: SessionCounter;
  /** Called as each epoch begins, with how many are left to be seen through, it included; Infinity without an end. */
  onEpoch(left: number): void;
}

/** Sees epoch after epoch through, from the first that not all validators have finished. */
export async function watchEpochs(
  watched: WatchedEpochs,
  onEvent: LocalnetListener,
  signal: AbortSignal,
): Promise<void> {
  const { count, report, network, log, localnet, churn, sessions } = watched;
  const patienceMs = Math.max(EPOCH_PATIENCE_MIN_MS, EPOCH_PATIENCE * localnet.plan.epochSeconds * 1_000);
  let epoch = await network.firstUnfinished(FIRST_EPOCH);
  let blobReads = epoch === FIRST_EPOCH ? 0 : await network.chainBlobReads();
  while (count === 0 || report.epochs.length < count) {
    watched.onEpoch(count === 0 ? Number.POSITIVE_INFINITY : count - report.epochs.length);
    await untilFinished(epoch, watched, onEvent, signal, Date.now() + patienceMs);
    const done = await reportEpoch(epoch, { network, log, sessions, blobReadsBefore: blobReads }, signal);
    blobReads += done.chainBlobReads;
    report.epochs.push(done);
    onEvent({ event: 'epoch', report: done });
    await churn.finished(epoch);
    epoch += 1;
  }
}

async function untilFinished(
  epoch: Epoch,
  { localnet, network, churn }: WatchedEpochs,
  onEvent: LocalnetListener,
  signal: AbortSignal,
  deadline: number,
): Promise<void> {
  let states: ValidatorState[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    signal.throwIfAborted();
    if (performance.now() - lookedAt >= STATES_EVERY_MS) {
      lookedAt = performance.now();
      states = await statesOf(localnet, network);
      onEvent({ event: 'validators', states, committee: (await network.committee(epoch))?.members.length ?? 0 });
    }
    const { epoch: onChain } = await localnet.control.state();
    await churn.look(onChain, states);
    if (onChain > epoch && (await network.isFinished(epoch))) return;
    if (Date.now() > deadline)
      throw new LocalnetFailure(`epoch ${epoch} did not end; see the logs in ${localnet.layout.dir}/logs`);
    await delay(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Of all validators of the plan, in its order; those that neither run nor ever ran have no place on a screen. */
function statesOf(localnet: Localnet, network: WatchedNetwork): Promise<ValidatorState[]> {
  const seen = network.observers.map(async (observer, index) => {
    const process = localnet.validators[index]?.process;
    return process?.pid === undefined ? [] : [await observer.state(process.running)];
  });
  return Promise.all(seen).then((states) => states.flat());
}
