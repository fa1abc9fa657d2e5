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
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { createDatabase, freePort, startNats, startPostgres, temporaryFolder, until } from '@baton/testkit';
import { connect } from '@nats-io/transport-node';
import { startGateway } from '../gateway.ts';
import {
  COMMITTEE_SIZE,
  committeeAt,
  EPOCHS_PER_CHANGE,
  memberAt,
  SEQUENCER_SEAT,
  SEQUENCER_SEED,
  seated,
} from './cast.ts';
import { silentIn, splitJoinerOf } from './epoch-script.ts';
import type { HistoryFacts } from './facts.ts';
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
  const [postgres, nats] = await Promise.all([startPostgres({ fsync: false }), startNats()]);
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
  await migrateSchemas(database.sql, ['chain', 'barrier', 'blobs', 'handoff']);
  await writeOwnFacts(database, certificates, now);

  const dataDir = temporaryFolder('history');
  closing.push(async () => rmSync(dataDir, { recursive: true, force: true }));
  await saveSequencerKey(dataDir, new ConsensusSigner(SEQUENCER_SEED));
  const internalPort = await freePort();
  const configuration = {
    network: NETWORK,
    natsUrl: nats.url,
    natsMonitorUrl: nats.monitorUrl,
    databaseUrl: server.url,
    sequencerKey: SEQUENCER_SEAT.consensusKey,
    keysDir: dataDir,
    dataDir,
    authority: memberAt(EPOCHS_PER_CHANGE).name,
    internalPort,
    suiUrl: 'http://127.0.0.1:9',
    systemObjectId: `0x${'11'.repeat(32)}`,
    coordinatorObjectId: `0x${'22'.repeat(32)}`,
    ...GRACE,
  };
  const node = [blobService, barrier, freezeProjector, aggregator];
  const nodeHost = await hostServices(node, configuration, { logger, env: {} });
  closing.push(() => nodeHost.close());
  await holdBlobs(nodeHost);
  await until(async () => (await handoffQueries.endedRound(database.db, EPOCHS)) !== undefined, {
    what: 'the services to follow the past',
    timeoutMs: CATCH_UP_MS,
    fails: nodeHost.failed.then((error) => Promise.reject(error)),
  });
  const log = consensusLogService(() => ({ watch: present }));
  const logHost = await hostServices([log], { ...configuration, internalPort: 0 }, { logger, env: {} });
  closing.push(() => logHost.close());
  const gateway = await startGateway({
    network: NETWORK,
    consensusLogUrl: logHost.internalUrl,
    traceUrl: 'http://127.0.0.1:9/trace/{traceId}',
    validators: seated(EPOCHS + 1).map(({ label, name }) => ({ label, authority: name, url: nodeHost.internalUrl })),
  });
  closing.push(() => gateway.close());
  return factsOf(gateway.consoleUrl, certificates);
}

/** The chain as it stands: in the epoch that has begun. */
async function* present(signal: AbortSignal): AsyncGenerator<ChainFacts> {
  const lastCheckpoint = { system: 0, coordinator: 0 };
  yield {
    epoch: EPOCHS + 1,
    committee: committeeAt(EPOCHS + 1),
    protocolVersion: 4,
    lastCheckpoint,
    nextCommittee: null,
  };
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve(), { once: true });
  await aborted.promise;
}

/** Of this epoch's members all but the last few, whose data the validator still wants. */
const WANTED = 3;

async function holdBlobs({ internalUrl }: RunningHost): Promise<void> {
  for (const { blob, blobHash } of seated(EPOCHS + 1).slice(0, COMMITTEE_SIZE - WANTED)) {
    const init = { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: blob };
    const answer = await fetch(`${internalUrl}/v1/blobs/${blobHash}`, init);
    if (!answer.ok) throw new Error(`a blob is refused: ${await answer.text()}`);
  }
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
