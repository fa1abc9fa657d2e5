import { Bell, chainQueries, chainWriters, type Interests, reactions } from '@baton/read-model';
import { Change, databaseOf, defineService, schemaFeed } from '@baton/service-runtime';
import {
  CHAIN_BLOB_METHODS,
  ChainBlobReadCounter,
  type ChainError,
  connectSui,
  createChainBlobReader,
  createChainReader,
} from '@baton/sui-client';
import { AssemblyStep } from './assembly-step.ts';
import { createBlobClient } from './blob-client.ts';
import { blobReadRecord } from './blob-read-record.ts';
import { assembleFromChain } from './chain-assembly.ts';
import { ChainClock } from './chain-clock.ts';
import { chainGauges } from './chain-gauges.ts';
import { ChainKeyOutputs } from './chain-outputs.ts';
import { ChainWatch } from './chain-watch.ts';
import { checkpointLag } from './checkpoint-lag.ts';
import { suiSyncerConfig } from './config.ts';
import { DueTime } from './due-time.ts';
import { EndOfPublishMonitor } from './end-of-publish-monitor.ts';
import { suiSyncerMetrics } from './metrics.ts';
import { overlayMonitor } from './overlay-monitor.ts';
import { restoreGauges } from './restored.ts';
import { chainRoutes } from './routes.ts';
import { epochSwitchOf } from './submitter.ts';
import { syncLoop } from './sync-loop.ts';

const SAFETY_POLL_MS = 1_000;
/** The tables that the epoch switch is decided over, but for those that this service writes itself. */
const SWITCH_TABLES = {
  handoff: ['checkpoint', 'checkpoint_tally', 'close_status'],
  blobs: ['blob'],
} as const satisfies Interests;
/** The tables that the next committee's keys and the network keys are made of, but for those of this service. */
const KEY_TABLES = {
  freeze: ['announcement', 'frozen', 'excluded'],
  blobs: ['blob', 'network_key_output'],
} as const satisfies Interests;

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
    const switchBell = new Bell();
    const keyBell = new Bell();
    const change = new Change();
    const overlayChange = new Change();
    const clock = new ChainClock();
    const chainNowMs = () => clock.nowMs();
    const blobReads = new ChainBlobReadCounter();
    await chainWriters.declareChainReads(database.db, CHAIN_BLOB_METHODS);
    await restoreGauges(database, metrics, Date.now());
    const earlierReads = await chainQueries.chainReadCounts(database.db);
    metrics.showBlobReads(blobReads.counts(), earlierReads);

    const client = connectSui(config.suiUrl, config.network);
    const watch = new ChainWatch({ database, clock, metrics, telemetry, logger, bells: [switchBell, keyBell], change });
    chainGauges(telemetry, watch, clock);
    const reader = createChainReader(
      {
        systemObjectId: config.systemObjectId,
        coordinatorObjectId: config.coordinatorObjectId,
        userSessions: true,
        ...(config.chainPollMs ? { pollMs: config.chainPollMs } : {}),
        onOutage: (error: ChainError | null) => watch.onOutage(error),
      },
      { client },
    );
    const blobs = createBlobClient(config.blobServiceUrl);
    const blobReader = createChainBlobReader({ client, counter: blobReads });
    const epochSwitch = await epochSwitchOf({
      config,
      client,
      reader,
      blobs,
      database,
      telemetry,
      metrics,
      logger,
      chainNowMs,
    });
    const assembly = new AssemblyStep({
      database,
      telemetry,
      metrics,
      logger,
      nowMs: chainNowMs,
      fromChain: (view, until) => assembleFromChain(view, { reader: blobReader, blobs }, until),
    });
    const outputs = new ChainKeyOutputs({ database, reader: blobReader, blobs, metrics, logger });
    const endOfPublish = new EndOfPublishMonitor(logger, chainNowMs);
    const dueTime = new DueTime(switchBell, chainNowMs);
    const failed = Promise.withResolvers<Error>();
    const recordReads = blobReadRecord(database, blobReads, metrics, earlierReads);
    const watchOverlay = overlayMonitor({ database, source: outputs, change: overlayChange, metrics, logger });
    const showLag = checkpointLag(database, metrics);
    const turns = (tables: Interests, bell: Bell) =>
      reactions(database, tables, { signal, bell, safetyPollMs: () => SAFETY_POLL_MS });
    const loop = { watch, telemetry, logger, signal };
    const work = Promise.all([
      watch.run(reader, signal),
      syncLoop({
        ...loop,
        turns: turns(SWITCH_TABLES, switchBell),
        async turn(view) {
          await showLag(view);
          if (epochSwitch) dueTime.set(await epochSwitch.run(view, signal));
          endOfPublish.run(view);
        },
      }),
      syncLoop({
        ...loop,
        turns: turns(KEY_TABLES, keyBell),
        async turn(view) {
          await assembly.run(view, signal);
          await outputs.run(view, signal);
          await recordReads();
          await watchOverlay(view.epoch);
          change.announce();
        },
      }),
    ]).catch((error: Error) => {
      if (!signal.aborted) failed.resolve(error);
    });
    const startedAt = new Date().toISOString();
    return {
      routes: chainRoutes({
        network: config.network,
        database,
        watch,
        epochSwitch,
        outputs,
        blobReads,
        bell: keyBell,
        change,
        overlayChange,
        events: schemaFeed(database, 'chain', signal),
        signal,
      }),
      readiness: () => {
        if (watch.outage) return { ready: false, waitingFor: 'chain', since: watch.outage.since };
        return watch.view ? { ready: true } : { ready: false, waitingFor: 'chain', since: startedAt };
      },
      status: () => ({
        state: watch.readableSince === null ? 'waiting' : 'working',
        waitingFor: watch.readableSince === null ? 'chain' : null,
        since: watch.readableSince ?? watch.outage?.since ?? startedAt,
        observedAt: watch.observedAtMs === null ? null : new Date(watch.observedAtMs).toISOString(),
        epoch: watch.view?.epoch ?? null,
        outage: watch.outage,
        assembly: assembly.status,
        hold: epochSwitch?.hold ?? null,
        submits: epochSwitch !== null,
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
