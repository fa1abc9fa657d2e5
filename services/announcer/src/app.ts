import { loadConsensusSigner, loadProtocolSigner, loadRootSeed } from '@baton/keys';
import { SubmitClient } from '@baton/log';
import { type AuthorityName, DEFAULT_BLOB_BYTES, MAX_BLOB_BYTES, SUPPORTED_PROTOCOL_VERSIONS } from '@baton/protocol';
import { Bell } from '@baton/read-model';
import { Change, connectService, databaseOf, defineService, schemaFeed } from '@baton/service-runtime';
import { createBlobClient } from './blob-client.ts';
import { announcerConfig } from './config.ts';
import { EpochTask } from './epoch-task.ts';
import { Joiner, type Joining } from './joiner.ts';
import { Lifecycle } from './lifecycle.ts';
import { announcerMetrics } from './metrics.ts';
import { mpcDataFromFile, mpcDataFromSeed } from './mpc-data.ts';
import { Outbox } from './outbox.ts';
import { OwnMpcData } from './own-mpc-data.ts';
import { Relay, SEQUENCED_WAIT_MS } from './relay.ts';
import { RELAY_REQUESTS_PER_MINUTE, RELAYS_IN_FLIGHT_MAX, relayRoutes } from './relay-routes.ts';
import { announcerRoutes } from './routes.ts';

/** A reply that got lost is noticed this soon; commits come ten times a second. */
const SUBMIT_TIMEOUT_MS = 3_000;

/** This validator's producer: announcement, ready signals, output votes, EndOfPublishV2. docs/spec/producer.md */
export const service = defineService({
  name: 'announcer',
  config: announcerConfig,
  schema: 'announcer',
  reads: ['freeze', 'handoff', 'chain', 'blobs', 'barrier'],
  async start(context) {
    const { config, logger, telemetry, signal } = context;
    const database = databaseOf(context);
    const self = config.authority as AuthorityName;
    const { sign } = await loadConsensusSigner(config.keysDir);
    const protocolSigner = await loadProtocolSigner(config.keysDir);
    const source =
      config.mpcDataFile === undefined
        ? mpcDataFromSeed(await loadRootSeed(config.keysDir), config.mpcDataBytes ?? DEFAULT_BLOB_BYTES)
        : mpcDataFromFile(config.mpcDataFile);
    const ownMpcData = new OwnMpcData(source);
    const connection = await connectService(context, 'announcer');
    const client = new SubmitClient(connection, config.network, { timeoutMs: SUBMIT_TIMEOUT_MS });
    const metrics = announcerMetrics(telemetry);
    const blobs = createBlobClient(config.blobServiceUrl);
    const blobBytesMax = config.blobBytesMax ?? MAX_BLOB_BYTES;
    const supported = {
      versions: config.supportedProtocolVersions ?? SUPPORTED_PROTOCOL_VERSIONS,
      upgradeAtEpoch: config.upgradeAtEpoch ?? 0,
      overrides: config,
    };

    const epochChange = new Change();
    const lifecycle = new Lifecycle({
      self,
      database,
      logger,
      signal,
      change: epochChange,
      async createTask(epoch, offChain, taskSignal) {
        const bell = new Bell();
        const sending = { network: config.network, author: self, sign, client, database, metrics, telemetry, logger };
        const outbox = new Outbox(epoch, taskSignal, { ...sending, onChange: () => bell.ring() });
        await outbox.load();
        const own = { self, offChain, protocolSigner, supported, ownMpcData, blobs };
        return new EpochTask(epoch, { ...sending, ...own, outbox, bell, signal: taskSignal });
      },
    });
    telemetry.beforeScrape(() => metrics.showOutbox(lifecycle.task?.outbox.counts()));
    const events = schemaFeed(database, 'announcer', signal);
    const onProgress = ({ epoch, state, accepted }: Joining) =>
      events.publish('joining', { epoch, state, accepted: accepted.length });
    const joiner = new Joiner({
      self,
      sign,
      ownMpcData,
      blobs,
      database,
      metrics,
      telemetry,
      logger,
      signal,
      onProgress,
    });
    const relay = new Relay({
      database,
      task: () => lifecycle.task,
      blobs,
      metrics,
      telemetry,
      logger,
      signal,
      sequencedWaitMs: config.relaySequencedWaitMs ?? SEQUENCED_WAIT_MS,
      onAnswer: ({ joiner: from, epoch, outcome, reason }) =>
        events.publish('relay', { epoch, joiner: from, outcome, reason }),
    });
    const failed = Promise.withResolvers<Error>();
    const work = Promise.all([lifecycle.run(), joiner.run()]).catch((error: Error) => failed.resolve(error));
    const waitingFor = () => {
      const { idle } = lifecycle;
      return idle === 'not_in_committee' ? null : idle;
    };
    return {
      routes: announcerRoutes({
        self,
        database,
        blobs,
        lifecycle,
        epochChange,
        joiner,
        relay,
        events,
        signal,
        outputBytesMax: blobBytesMax,
      }),
      peerRoutes: relayRoutes(relay, {
        blobBytesMax,
        inFlightMax: config.relaysInFlightMax ?? RELAYS_IN_FLIGHT_MAX,
        requestsPerMinute: config.relayRequestsPerMinute ?? RELAY_REQUESTS_PER_MINUTE,
      }),
      readiness: () => {
        const reason = waitingFor();
        return reason === null ? { ready: true } : { ready: false, waitingFor: reason, since: lifecycle.since };
      },
      status: () => ({
        state: waitingFor() !== null ? 'waiting' : lifecycle.idle === null ? 'working' : 'idle',
        waitingFor: waitingFor(),
        since: lifecycle.since,
        epoch: lifecycle.task?.epoch ?? null,
        idle: lifecycle.idle,
        checkpoints: lifecycle.task?.checkpoints.status() ?? null,
        joining: joiner.joining,
      }),
      failed: failed.promise,
      close: async () => {
        await work;
        await connection.close();
      },
    };
  },
});
