import type { Epoch } from '@baton/protocol';
import type { LogAddress } from './epoch-log-facts.ts';
import { reportEpoch } from './epoch-report.ts';
import type { LocalnetListener } from './events.ts';
import { LocalnetFailure } from './failure.ts';
import type { Localnet } from './localnet.ts';
import type { Observer } from './observer.ts';
import type { LocalnetReport } from './report.ts';

const FIRST_EPOCH = 1;
const POLL_MS = 200;
/** An epoch that takes this many times its length does not end any more. */
const EPOCH_PATIENCE = 6;
const EPOCH_PATIENCE_MIN_MS = 90_000;

export interface WatchedEpochs {
  /** How many to see through; 0 for all that come. */
  count: number;
  report: LocalnetReport;
  observers: readonly Observer[];
  log: LogAddress;
  localnet: Localnet;
}

/** Sees epoch after epoch through, from the first that not all validators have finished. */
export async function watchEpochs(
  watched: WatchedEpochs,
  onEvent: LocalnetListener,
  signal: AbortSignal,
): Promise<void> {
  const { count, report, observers, log, localnet } = watched;
  const finishedBefore = await Promise.all(observers.map((observer) => observer.lastFinished(FIRST_EPOCH)));
  const patienceMs = Math.max(EPOCH_PATIENCE_MIN_MS, EPOCH_PATIENCE * localnet.plan.epochSeconds * 1_000);
  let epoch: Epoch = Math.min(...finishedBefore) + 1;
  let blobReads = await totalBlobReads(observers, epoch);
  while (count === 0 || report.epochs.length < count) {
    await untilFinished(epoch, watched, onEvent, signal, Date.now() + patienceMs);
    const done = await reportEpoch(epoch, observers, log, blobReads, signal);
    blobReads += done.chainBlobReads;
    report.epochs.push(done);
    onEvent({ event: 'epoch', report: done });
    epoch += 1;
  }
}

async function totalBlobReads(observers: readonly Observer[], epoch: Epoch): Promise<number> {
  if (epoch === FIRST_EPOCH) return 0;
  const all = await Promise.all(observers.map((observer) => observer.conclusions(epoch)));
  return all.reduce((sum, { chainBlobReads }) => sum + chainBlobReads, 0);
}

async function untilFinished(
  epoch: Epoch,
  { localnet, observers }: WatchedEpochs,
  onEvent: LocalnetListener,
  signal: AbortSignal,
  deadline: number,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const states = await Promise.all(
      observers.map((observer, index) => observer.state(localnet.validators[index]?.process.running ?? false)),
    );
    onEvent({ event: 'validators', states, committee: observers.length });
    const finished = await Promise.all(observers.map((observer) => observer.hasFinished(epoch)));
    if (finished.every(Boolean)) return;
    if (Date.now() > deadline)
      throw new LocalnetFailure(`epoch ${epoch} did not end; see the logs in ${localnet.layout.dir}/logs`);
    await pause(POLL_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
