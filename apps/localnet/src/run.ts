import { writeFileSync } from 'node:fs';
import { jetStreamStores } from '@baton/log';
import type { Epoch } from '@baton/protocol';
import { connect } from '@nats-io/transport-node';
import { type CertificateFiles, writeCertificates } from './certificate-files.ts';
import type { LogAddress } from './epoch-log-facts.ts';
import { reportEpoch } from './epoch-report.ts';
import type { LocalnetListener } from './events.ts';
import { runFinalChecks } from './final-checks.ts';
import { Localnet } from './localnet.ts';
import { Observer } from './observer.ts';
import type { LocalnetOptions } from './options.ts';
import { type EpochReport, type LocalnetReport, problemsOf } from './report.ts';

const FIRST_EPOCH = 1;
const POLL_MS = 200;
/** An epoch that takes this many times its length does not end any more. */
const EPOCH_PATIENCE = 6;
const EPOCH_PATIENCE_MIN_MS = 90_000;

export interface RunHooks {
  onEvent: LocalnetListener;
  /** Called when everything runs: for who wants to disturb it. */
  onRunning?: (localnet: Localnet) => void;
  signal?: AbortSignal;
}

export interface LocalnetOutcome {
  ok: boolean;
  /** Stopped from outside before the epochs were over. */
  interrupted: boolean;
  report: LocalnetReport;
  problems: string[];
}

/** A part ended by itself, or an epoch did not end. */
export class LocalnetFailure extends Error {
  override name = 'LocalnetFailure';
}

/** Runs a network through its epochs, watches it by its read models and its log, checks it at the end, stops it. */
export async function runLocalnet(options: LocalnetOptions, hooks: RunHooks): Promise<LocalnetOutcome> {
  const since = Date.now();
  const stop = hooks.signal ?? new AbortController().signal;
  const localnet = await Localnet.start(options, hooks.onEvent, stop);
  hooks.onEvent({ event: 'ready', ms: Date.now() - since });
  const { plan } = localnet;
  const failure = new AbortController();
  watchProcesses(localnet, hooks.onEvent, failure);
  const observers = localnet.validators.map(({ plan: validator, databaseUrl }) => new Observer(validator, databaseUrl));
  const report: LocalnetReport = { network: plan.network, validators: plan.validators.length, epochs: [] };
  const connection = await connect({ servers: localnet.nats.url, maxReconnectAttempts: -1 });
  const log: LogAddress = { store: await jetStreamStores(connection, plan.network), sequencerKey: plan.sequencerKey };
  let problems: string[] = [];
  let files: CertificateFiles[] = [];
  let interrupted = false;
  try {
    hooks.onRunning?.(localnet);
    await watchEpochs(
      options,
      localnet,
      observers,
      log,
      report,
      hooks.onEvent,
      AbortSignal.any([stop, failure.signal]),
    );
  } catch (error) {
    if (!stop.aborted || failure.signal.aborted) throw failure.signal.aborted ? failure.signal.reason : error;
    interrupted = true;
  } finally {
    const epochs = report.epochs.map(({ epoch }) => epoch);
    hooks.onEvent({
      event: 'stopping',
      reason: interrupted ? 'asked to stop' : failure.signal.aborted ? 'a part failed' : 'all epochs done',
    });
    await localnet.stopPrograms();
    if (epochs.length > 0 && !failure.signal.aborted) {
      files = await writeCertificates(localnet.layout.certificates, epochs, observers);
      if (!interrupted) problems = await runFinalChecks(epochs, localnet, log, hooks.onEvent);
    }
    await Promise.all(observers.map((observer) => observer.close()));
    await connection.close();
    await localnet.close();
  }
  const wrong = report.epochs.flatMap((epoch) =>
    problemsOf(epoch, plan.validators.length).map((problem) => `epoch ${epoch.epoch}: ${problem}`),
  );
  problems.push(...wrong);
  if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
  if (options.dir !== undefined && files.length > 0)
    hooks.onEvent({ event: 'certificates', dir: localnet.layout.certificates, files });
  const ok = problems.length === 0;
  hooks.onEvent({ event: 'finished', ok, epochs: report.epochs.length, ms: Date.now() - since });
  return { ok, interrupted, report, problems };
}

/** A process that ends without being asked to ends the run. */
function watchProcesses(localnet: Localnet, onEvent: LocalnetListener, failure: AbortController): void {
  for (const one of localnet.processes) {
    one.onExit(({ code, signal, asked }) => {
      if (asked) return;
      onEvent({ event: 'ended', part: one.spec.name, code, signal, lines: one.tail(8) });
      failure.abort(new LocalnetFailure(`${one.spec.name} ended by itself (${signal ?? `exit code ${code}`})`));
    });
  }
}

async function watchEpochs(
  options: LocalnetOptions,
  localnet: Localnet,
  observers: readonly Observer[],
  log: LogAddress,
  report: LocalnetReport,
  onEvent: LocalnetListener,
  signal: AbortSignal,
): Promise<void> {
  const finishedBefore = await Promise.all(observers.map((observer) => observer.lastFinished(FIRST_EPOCH)));
  let epoch: Epoch = Math.min(...finishedBefore) + 1;
  let blobReads = await totalBlobReads(observers, epoch);
  const patience = Math.max(EPOCH_PATIENCE_MIN_MS, EPOCH_PATIENCE * localnet.plan.epochSeconds * 1_000);
  while (options.epochs === 0 || report.epochs.length < options.epochs) {
    await untilFinished(epoch, localnet, observers, onEvent, signal, Date.now() + patience);
    const done: EpochReport = await reportEpoch(epoch, observers, log, blobReads, signal);
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
  localnet: Localnet,
  observers: readonly Observer[],
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
