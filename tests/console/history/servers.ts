import { rmSync } from 'node:fs';
import { service as aggregator } from '@baton/aggregator';
import { service as barrier } from '@baton/barrier';
import { service as blobService } from '@baton/blob-service';
import { type ChainFacts, consensusLogService } from '@baton/consensus-log';
import { service as freezeProjector } from '@baton/freeze-projector';
import { ConsensusSigner, saveSequencerKey } from '@baton/keys';
import { jetStreamStores } from '@baton/log';
import { attestationDigest, type CertifiedHandoffAttestation, type Epoch } from '@baton/protocol';
import { handoffQueries, migrateSchemas, openDatabase } from '@baton/read-model';
import { hostServices, type ServiceDefinition } from '@baton/service-runtime';
import { service as suiSyncer } from '@baton/sui-syncer';
import { createLogger } from '@baton/telemetry';
import { createDatabase, startNats, startPostgres, temporaryFolder, until } from '@baton/testkit';
import { connect } from '@nats-io/transport-node';
import { startGateway } from '../gateway.ts';
import { COMMITTEE_SIZE, committeeAt, SEQUENCER_SEAT, SEQUENCER_SEED, seated } from './cast.ts';
import { silentIn, splitJoinerOf } from './epoch-script.ts';
import type { HistoryFacts } from './facts.ts';
import { hold } from './holdings.ts';
import { EPOCHS, GRACE, NETWORK, writeOwnFacts, writePast } from './past.ts';

export interface RunningHistory {
  readonly facts: HistoryFacts;
  close(): Promise<void>;
}

const logger = createLogger({ name: 'history', level: 'silent' });
const CATCH_UP_MS = 120_000;

/**
 * Postgres, JetStream, the log with its past, and the real services of one validator that have followed it; a gateway
 * that shows them as every validator of the network: all would answer alike.
 */
export async function startHistory(): Promise<RunningHistory> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    return { facts: await start(closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(closing: (() => Promise<unknown>)[]): Promise<HistoryFacts> {
  const now = Date.now();
  const [postgres, nats] = await Promise.all([startPostgres({ fsync: false }), startNats({ syncInterval: '2m' })]);
  closing.push(
    () => postgres.close(),
    () => nats.close(),
  );
  const connection = await connect({ servers: nats.url });
  closing.push(() => connection.close());
  const certificates = await writePast(await jetStreamStores(connection, NETWORK), now);
  const server = await createDatabase(postgres);
  const database = openDatabase(server.url);
  closing.push(() => database.close());
  await migrateSchemas(database.sql, ['chain', 'barrier']);

  const dataDir = temporaryFolder('history');
  closing.push(async () => rmSync(dataDir, { recursive: true, force: true }));
  await saveSequencerKey(dataDir, new ConsensusSigner(SEQUENCER_SEED));
  const configuration = {
    network: NETWORK,
    natsUrl: nats.url,
    allowUnsafeDurability: true,
    databaseUrl: server.url,
    sequencerKey: SEQUENCER_SEAT.consensusKey,
    dataDir,
    authority: seated(EPOCHS + 1)[0]?.name,
    suiUrl: 'http://127.0.0.1:9',
    systemObjectId: `0x${'11'.repeat(32)}`,
    coordinatorObjectId: `0x${'22'.repeat(32)}`,
    ...GRACE,
  };
  const host = async (services: readonly ServiceDefinition[], more = {}) => {
    const running = await hostServices(services, { ...configuration, ...more }, { logger, env: {} });
    closing.push(() => running.close());
    return running;
  };
  // What is held must be there before the barrier looks.
  const blobs = await host([blobService]);
  await hold(blobs.internalUrl, EPOCHS + 1);
  await writeOwnFacts(database, certificates, now);
  const node = await host([suiSyncer, barrier, freezeProjector, aggregator], { blobServiceUrl: blobs.internalUrl });
  await until(async () => (await handoffQueries.endedRound(database.db, EPOCHS)) !== undefined, {
    what: 'the services to follow the past',
    timeoutMs: CATCH_UP_MS,
    fails: node.failed.then((error) => Promise.reject(error)),
  });
  const log = await host([consensusLogService(() => ({ watch: present }))], { keysDir: dataDir });
  const gateway = await startGateway({
    network: NETWORK,
    consensusLogUrl: log.internalUrl,
    traceUrl: 'http://127.0.0.1:9/trace/{traceId}',
    validators: seated(EPOCHS + 1).map(({ label, name }) => ({
      label,
      authority: name,
      url: node.internalUrl,
      urls: { blobs: blobs.internalUrl },
    })),
  });
  closing.push(() => gateway.close());
  return factsOf(gateway.consoleUrl, certificates);
}

/** The chain as it stands: in the epoch that has begun. */
async function* present(signal: AbortSignal): AsyncGenerator<ChainFacts> {
  const lastCheckpoint = { system: 0, coordinator: 0 };
  yield {
    epoch: EPOCHS + 1,
    epochStartMs: 0,
    committee: committeeAt(EPOCHS + 1),
    protocolVersion: 4,
    lastCheckpoint,
    nextCommittee: null,
  };
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve(), { once: true });
  await aborted.promise;
}

function factsOf(consoleUrl: string, certificates: ReadonlyMap<Epoch, CertifiedHandoffAttestation>): HistoryFacts {
  const epochs = Array.from({ length: EPOCHS + 1 }, (_, index) => index + 1);
  const byEpoch = <Value>(of: (epoch: Epoch) => Value | undefined) =>
    Object.fromEntries(epochs.flatMap((epoch) => (of(epoch) === undefined ? [] : [[epoch, of(epoch)]]))) as Record<
      Epoch,
      Value
    >;
  return {
    consoleUrl,
    network: NETWORK,
    lastCompleteEpoch: EPOCHS,
    committeeSize: COMMITTEE_SIZE,
    members: byEpoch((epoch) => seated(epoch).map(({ label, name }) => ({ label, name }))),
    carried: byEpoch((epoch) => silentIn(epoch)?.name),
    excluded: byEpoch((epoch) => splitJoinerOf(epoch)?.name),
    attestationDigests: byEpoch((epoch) => {
      const certificate = certificates.get(epoch);
      return certificate && attestationDigest(certificate.attestation);
    }),
  };
}
