import { writeFileSync } from 'node:fs';
import { jetStreamStores } from '@baton/log';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { writeCertificates } from './certificate-files.ts';
import type { LogAddress } from './epoch-log-facts.ts';
import type { LocalnetListener } from './events.ts';
import { LocalnetFailure } from './failure.ts';
import { runFinalChecks } from './final-checks.ts';
import { Localnet } from './localnet.ts';
import { Observer } from './observer.ts';
import type { LocalnetOptions } from './options.ts';
import { type LocalnetReport, problemsOf } from './report.ts';
import { watchEpochs } from './watch-epochs.ts';

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

/** Runs a network through its epochs, watches it by its read models and its log, checks it at the end, stops it. */
export async function runLocalnet(options: LocalnetOptions, hooks: RunHooks): Promise<LocalnetOutcome> {
  const since = Date.now();
  const stop = hooks.signal ?? new AbortController().signal;
  const localnet = await Localnet.start(options, hooks.onEvent, stop);
  hooks.onEvent({ event: 'ready', ms: Date.now() - since });
  let outcome: LocalnetOutcome | undefined;
  try {
    outcome = await observe(localnet, options, hooks, stop);
  } finally {
    await localnet.close({ failed: outcome?.ok !== true });
  }
  if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(outcome.report, null, 2)}\n`);
  const { ok, report } = outcome;
  hooks.onEvent({ event: 'finished', ok, epochs: report.epochs.length, ms: Date.now() - since });
  return outcome;
}

async function observe(
  localnet: Localnet,
  options: LocalnetOptions,
  hooks: RunHooks,
  stop: AbortSignal,
): Promise<LocalnetOutcome> {
  const { plan } = localnet;
  const observers = localnet.validators.map(({ plan: validator, databaseUrl }) => new Observer(validator, databaseUrl));
  let connection: NatsConnection | undefined;
  try {
    connection = await connect({ servers: localnet.nats.url, maxReconnectAttempts: -1 });
    const log: LogAddress = { store: await jetStreamStores(connection, plan.network), sequencerKey: plan.sequencerKey };
    const report: LocalnetReport = { network: plan.network, validators: plan.validators.length, epochs: [] };
    const interrupted = await runEpochs(localnet, observers, log, report, options, hooks, stop);
    hooks.onEvent({ event: 'stopping', reason: interrupted ? 'asked to stop' : 'all epochs done' });
    await localnet.stopPrograms();
    const epochs = report.epochs.map(({ epoch }) => epoch);
    const files = await writeCertificates(localnet.layout.certificates, epochs, observers);
    const problems = interrupted ? [] : await runFinalChecks(epochs, localnet, log, hooks.onEvent);
    if (files.length > 0) hooks.onEvent({ event: 'certificates', dir: localnet.layout.certificates, files });
    for (const epoch of report.epochs) {
      problems.push(...problemsOf(epoch).map((problem) => `epoch ${epoch.epoch}: ${problem}`));
    }
    return { ok: problems.length === 0, interrupted, report, problems };
  } finally {
    await Promise.all(observers.map((observer) => observer.close()));
    await connection?.close();
  }
}

/** Fills the report epoch by epoch. Answers whether it was stopped from outside; throws if a part of the network failed. */
async function runEpochs(
  localnet: Localnet,
  observers: readonly Observer[],
  log: LogAddress,
  report: LocalnetReport,
  options: LocalnetOptions,
  hooks: RunHooks,
  stop: AbortSignal,
): Promise<boolean> {
  const failure = new AbortController();
  watchProcesses(localnet, hooks.onEvent, failure);
  try {
    hooks.onRunning?.(localnet);
    const signal = AbortSignal.any([stop, failure.signal]);
    const epochs = { count: options.epochs, report, observers, log, localnet };
    await watchEpochs(epochs, hooks.onEvent, signal);
    return false;
  } catch (error) {
    if (failure.signal.aborted) throw failure.signal.reason;
    if (stop.aborted) return true;
    throw error;
  }
}

/** A process that ends without being asked to ends the run. */
function watchProcesses(localnet: Localnet, onEvent: LocalnetListener, failure: AbortController): void {
  for (const one of localnet.processes) {
    one.onExit(({ code, signal, asked }) => {
      if (asked) return;
      onEvent({ event: 'ended', part: one.spec.name, code, signal, lines: one.tail(8) });
      const how = signal ?? `exit code ${code}`;
      failure.abort(new LocalnetFailure(`${one.spec.name} ended by itself (${how}); its log is ${one.spec.logFile}`));
    });
  }
}
