import type { NatsOptions } from './nats-server.ts';
import { startNats } from './nats-server.ts';
import { type PostgresOptions, startPostgres } from './postgres-server.ts';

/** Set to `containers`, tests get their servers from Docker images instead of binaries. */
export const TEST_SERVERS = 'BATON_TEST_SERVERS';

/** A server that a test can disturb. It keeps its address and what it stored until it is closed. */
export interface TestServer extends AsyncDisposable {
  /** Ends it for good; nothing of it stays. */
  close(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface TestNats extends TestServer {
  readonly url: string;
  readonly monitorUrl: string;
}

export interface TestPostgres extends TestServer {
  /** Connection URL of a database of this server. */
  url(database?: string): string;
}

/** The same servers from two sources, so that one test shows that Baton works with both. */
export interface TestServers {
  readonly source: 'processes' | 'containers';
  startNats(options?: Pick<NatsOptions, 'syncInterval' | 'extraConfig'>): Promise<TestNats>;
  startPostgres(options?: Pick<PostgresOptions, 'fsync' | 'maxConnections'>): Promise<TestPostgres>;
}

const processes: TestServers = { source: 'processes', startNats, startPostgres };

/** The client of Docker is loaded only where it is asked for. */
const containers: TestServers = {
  source: 'containers',
  startNats: async (options) => (await import('./containers/nats.ts')).startNats(options),
  startPostgres: async (options) => (await import('./containers/postgres.ts')).startPostgres(options),
};

export function testServers(): TestServers {
  return process.env[TEST_SERVERS] === 'containers' ? containers : processes;
}
