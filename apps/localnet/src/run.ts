import { writeFileSync } from 'node:fs';
import { jetStreamStores } from '@baton/log';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { writeCertificates } from './certificate-files.ts';
import { isFounding } from './churn.ts';
import { ChurnDriver } from './churn-driver.ts';
import type { LogAddress } from './epoch-log-facts.ts';
import type { LocalnetListener } from './events.ts';
import { LocalnetFailure } from './failure.ts';
import { runFinalChecks } from './final-checks.ts';
import { Localnet } from './localnet.ts';
import { NetworkConsole } from './network-console.ts';
import { Observer } from './observer.ts';
import type { LocalnetOptions } from './options.ts';
import { type LocalnetReport, problemsOf } from './report.ts';
import { SessionCounter } from './session-counts.ts';
import { drainEpochs, startTraffic, type Traffic } from './traffic.ts';
import { type WatchedEpochs, watchEpochs } from './watch-epochs.ts';
import { WatchedNetwork } from './watched-network.ts';

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
  const { consolePort } = options;
  const face = consolePort === undefined ? undefined : new NetworkConsole(localnet, consolePort, hooks.onEvent);
  let outcome: LocalnetOutcome | undefined;
  try {
    outcome = await observe(localnet, options, hooks, stop);
  } finally {
    await face?.close();
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
  const network = new WatchedNetwork(
    localnet.validators.map(({ plan: validator, databaseUrl }) => new Observer(validator, databaseUrl)),
  );
  let connection: NatsConnection | undefined;
  try {
    connection = await connect({ servers: localnet.nats.url, maxReconnectAttempts: -1 });
    const log: LogAddress = { store: await jetStreamStores(connection, plan.network), sequencerKey: plan.sequencerKey };
    const founders = plan.validators.filter(isFounding).length;
    const report: LocalnetReport = { network: plan.network, validators: founders, epochs: [] };
    const sessions = new SessionCounter();
    const watched = { localnet, network, log, report, sessions };
    const interrupted = await runEpochs(watched, options, hooks, stop);
    hooks.onEvent({ event: 'stopping', reason: interrupted ? 'asked to stop' : 'all epochs done' });
    await localnet.stopPrograms();
    const epochs = report.epochs.map(({ epoch }) => epoch);
    const files = await writeCertificates(localnet.layout.certificates, epochs, network);
    const problems = interrupted
      ? []
      : await runFinalChecks(report.epochs, { ...watched, drained: drainEpochs(options.epochs) > 0 }, hooks.onEvent);
    if (files.length > 0) hooks.onEvent({ event: 'certificates', dir: localnet.layout.certificates, files });
    for (const epoch of report.epochs) {
      problems.push(...problemsOf(epoch).map((problem) => `epoch ${epoch.epoch}: ${problem}`));
    }
    return { ok: problems.length === 0, interrupted, report, problems };
  } finally {
    await network.close();
    await connection?.close();
  }
}

type Watched = Pick<WatchedEpochs, 'localnet' | 'network' | 'log' | 'report' | 'sessions'>;

/** Fills the report epoch by epoch. Answers whether it was stopped from outside; throws if a part of the network failed. */
async function runEpochs(
  watched: Watched,
  options: LocalnetOptions,
  hooks: RunHooks,
  stop: AbortSignal,
): Promise<boolean> {
  const { localnet, sessions } = watched;
  const failure = new AbortController();
  const over = new AbortController();
  watchProcesses(localnet, hooks.onEvent, failure);
  const signal = AbortSignal.any([stop, failure.signal, over.signal]);
  const churn = new ChurnDriver(localnet, options.churn, hooks.onEvent, signal);
  const failed = (error: unknown) => {
    if (!signal.aborted) failure.abort(error);
  };
  try {
    hooks.onRunning?.(localnet);
    const follow = sessions.follow(localnet.chain, localnet.plan.network, signal).catch(failed);
    const traffic = await sessionTraffic(localnet, options, signal);
    const asked = traffic?.done.catch(failed);
    const onEpoch = (left: number) => {
      if (left <= drainEpochs(options.epochs)) traffic?.stop();
    };
    await watchEpochs({ ...watched, count: options.epochs, churn, onEpoch }, hooks.onEvent, signal);
    over.abort();
    await Promise.all([follow, asked]);
    return false;
  } catch (error) {
    if (failure.signal.aborted) throw failure.signal.reason;
    if (stop.aborted) return true;
    throw error;
  } finally {
    over.abort();
    await churn.close();
  }
}

function sessionTraffic(
  { layout, chain, plan }: Localnet,
  { sessionsPerSecond: perSecond }: LocalnetOptions,
  signal: AbortSignal,
): Promise<Traffic> | undefined {
  return perSecond === 0 ? undefined : startTraffic({ layout, chain, network: plan.network, perSecond }, signal);
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
