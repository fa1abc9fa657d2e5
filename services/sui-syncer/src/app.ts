import { loadSuiAccount } from '@baton/keys';
import { Bell, chainWriters, reactions } from '@baton/read-model';
import { Change, ConfigurationError, databaseOf, defineService } from '@baton/service-runtime';
import {
  CHAIN_BLOB_METHODS,
  ChainBlobReadCounter,
  type ChainError,
  connectSui,
  createChainReader,
  createChainWriter,
} from '@baton/sui-client';
import { AssemblyStep } from './assembly-step.ts';
import { ChainClock } from './chain-clock.ts';
import { ChainWatch } from './chain-watch.ts';
import { type SuiSyncerConfig, suiSyncerConfig } from './config.ts';
import { DueTime } from './due-time.ts';
import { EpochSwitch } from './epoch-switch.ts';
import { suiSyncerMetrics } from './metrics.ts';
import { overlayMonitor } from './overlay-monitor.ts';
import { chainRoutes } from './routes.ts';
import { suiSignerOf } from './signer.ts';
import { syncLoop } from './sync-loop.ts';

const SAFETY_POLL_MS = 1_000;

/** The chain view, the next committee's keys, the network-key overlay and the epoch switch. docs/spec/chain.md */
export const service = defineService({
  name: 'sui-syncer',
  config: suiSyncerConfig,
  schema: 'chain',
  reads: ['freeze', 'handoff', 'blobs'],
  async start(context) {
    const { config, logger, telemetry } = context;
    const database = databaseOf(context);
    const stopping = new AbortController();
    const signal = AbortSignal.any([context.signal, stopping.signal]);
    const metrics = suiSyncerMetrics(telemetry);
    const bell = new Bell();
    const change = new Change();
    const clock = new ChainClock();
    const chainNowMs = () => clock.nowMs();
    const blobReads = new ChainBlobReadCounter();
    await chainWriters.declareChainReads(database.db, CHAIN_BLOB_METHODS);
    metrics.showBlobReads(blobReads);

    const client = connectSui(config.suiUrl, config.network);
    const watch = new ChainWatch({ database, clock, metrics, logger, bell, change });
    const reader = createChainReader(
      {
        systemObjectId: config.systemObjectId,
        coordinatorObjectId: config.coordinatorObjectId,
        ...(config.chainPollMs ? { pollMs: config.chainPollMs } : {}),
        onOutage: (error: ChainError | null) => watch.onOutage(error),
      },
      { client },
    );
    const submitter = submitterOf(config);
    const epochSwitch =
      submitter &&
      new EpochSwitch({
        database,
        reader,
        writer: createChainWriter(
          { ...config, stewardPackageId: submitter.stewardPackageId },
          { client, signer: await suiSignerOf(await loadSuiAccount(submitter.keysDir)) },
        ),
        telemetry,
        metrics,
        logger,
        chainNowMs,
        monotonicMs: () => performance.now(),
      });
    const assembly = new AssemblyStep({ database, telemetry, metrics, logger, nowMs: chainNowMs });
    const dueTime = new DueTime(bell, chainNowMs);
    const failed = Promise.withResolvers<Error>();
    const turns = reactions(database, ['freeze', 'handoff', 'blobs'], {
      signal,
      bell,
      safetyPollMs: () => SAFETY_POLL_MS,
    });
    const overlay = overlayMonitor({ database, metrics, logger });
    const work = Promise.all([
      watch.run(reader, signal),
      syncLoop({ turns, watch, assembly, overlay, epochSwitch, dueTime, change, logger, signal }),
    ]).catch((error: Error) => {
      if (!signal.aborted) failed.resolve(error);
    });
    const startedAt = new Date().toISOString();
    return {
      routes: chainRoutes({ network: config.network, database, watch, epochSwitch, blobReads, change, signal }),
      readiness: () => {
        if (watch.outage) return { ready: false, waitingFor: 'chain', since: watch.outage.since };
        return watch.view ? { ready: true } : { ready: false, waitingFor: 'chain', since: startedAt };
      },
      status: () => ({
        epoch: watch.view?.epoch ?? null,
        outage: watch.outage,
        assembly: assembly.status,
        hold: epochSwitch?.hold ?? null,
        chainBlobReads: blobReads.total(),
      }),
      failed: failed.promise,
      close: async () => {
        stopping.abort();
        dueTime.set(null);
        await work;
      },
    };
  },
});

/** Null for a node that submits nothing. ConfigurationError when one that should lacks what it takes. */
function submitterOf(config: SuiSyncerConfig): { keysDir: string; stewardPackageId: string } | null {
  if (!config.submitter) return null;
  const { keysDir, stewardPackageId } = config;
  const needed = { keysDir, stewardPackageId };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined);
  if (keysDir === undefined || stewardPackageId === undefined) {
    throw new ConfigurationError(missing.map(([key]) => ({ key, problem: 'is required of a submitter' })));
  }
  return { keysDir, stewardPackageId };
}
