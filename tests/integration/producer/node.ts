import { rmSync } from 'node:fs';
import { service as announcer } from '@baton/announcer';
import { service as blobService } from '@baton/blob-service';
import { saveKeys } from '@baton/keys';
import { type Database, openDatabase } from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { createDatabase, freePort, type TestPostgres, temporaryFolder } from '@baton/testkit';
import { keysOf, nameOf } from './network.ts';

/** The size of everybody's blobs, bytes. */
export const BLOB_BYTES = 4 * 1024;

export interface ProducerNode {
  host: RunningHost;
  database: Database;
  /** Closes the services; `start` brings them back on the same data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Closes everything and removes the data. */
  close(): Promise<void>;
}

export interface ProducerPlace {
  postgres: TestPostgres;
  natsUrl: string;
  network: string;
  seat: number;
  configuration?: Record<string, unknown>;
}

/** A validator's announcer with its blob service, on a database of its own. */
export async function startProducerNode(place: ProducerPlace): Promise<ProducerNode> {
  const { postgres, natsUrl, network, seat, configuration = {} } = place;
  const store = await createDatabase(postgres);
  const database = openDatabase(store.url);
  const dataDir = temporaryFolder('producer');
  await saveKeys(`${dataDir}/keys`, keysOf(seat));
  const started = async () =>
    hostServices([blobService as never, announcer as never], {
      network,
      natsUrl,
      databaseUrl: store.url,
      dataDir,
      keysDir: `${dataDir}/keys`,
      authority: nameOf(seat),
      mpcDataBytes: BLOB_BYTES,
      internalPort: await freePort(),
      logLevel: 'silent',
      ...configuration,
    });
  const node: ProducerNode = {
    host: await started(),
    database,
    stop: () => node.host.close(),
    async start() {
      node.host = await started();
    },
    async close() {
      await node.host.close();
      await database.close();
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
  return node;
}
