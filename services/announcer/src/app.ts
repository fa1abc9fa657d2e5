import { loadConsensusSigner, loadRootSeed } from '@baton/keys';
import { SubmitClient } from '@baton/log';
import { type AuthorityName, DEFAULT_BLOB_BYTES, MAX_BLOB_BYTES } from '@baton/protocol';
import { Bell } from '@baton/read-model';
import { databaseOf, defineService } from '@baton/service-runtime';
import { connect } from '@nats-io/transport-node';
import { createBlobClient } from './blob-client.ts';
import { announcerConfig } from './config.ts';
import { EpochTask } from './epoch-task.ts';
import { Lifecycle } from './lifecycle.ts';
import { announcerMetrics } from './metrics.ts';
import { mpcDataFromFile, mpcDataFromSeed } from './mpc-data.ts';
import { Outbox } from './outbox.ts';
import { OwnMpcData } from './own-mpc-data.ts';
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
    const source =
      config.mpcDataFile === undefined
        ? mpcDataFromSeed(await loadRootSeed(config.keysDir), config.mpcDataBytes ?? DEFAULT_BLOB_BYTES)
        : mpcDataFromFile(config.mpcDataFile);
    const ownMpcData = new OwnMpcData(source);
    const connection = await connect({
      servers: config.natsUrl,
      name: 'announcer',
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
    });
    const client = new SubmitClient(connection, config.network, { timeoutMs: SUBMIT_TIMEOUT_MS });
    const metrics = announcerMetrics(telemetry);
    const blobs = createBlobClient(config.blobServiceUrl);

    const lifecycle = new Lifecycle({
      self,
      database,
      logger,
      signal,
      async createTask(epoch, taskSignal) {
        const bell = new Bell();
        const sending = { author: self, sign, client, database, metrics, telemetry, logger };
        const outbox = new Outbox(epoch, taskSignal, { ...sending, onChange: () => bell.ring() });
        await outbox.load();
        return new EpochTask(epoch, { ...sending, self, ownMpcData, blobs, outbox, bell, signal: taskSignal });
      },
    });
    const failed = Promise.withResolvers<Error>();
    const work = lifecycle.run().catch((error: Error) => failed.resolve(error));
    const since = new Date().toISOString();
    return {
      routes: announcerRoutes({
        self,
        database,
        blobs,
        lifecycle,
        signal,
        outputBytesMax: config.blobBytesMax ?? MAX_BLOB_BYTES,
      }),
      readiness: () => {
        const { idle } = lifecycle;
        const waits = idle === 'chain_view' || idle === 'barrier';
        return waits ? { ready: false, waitingFor: idle, since } : { ready: true };
      },
      status: () => ({ epoch: lifecycle.task?.epoch ?? null, idle: lifecycle.idle }),
      failed: failed.promise,
      close: async () => {
        await work;
        await connection.close();
      },
    };
  },
});
