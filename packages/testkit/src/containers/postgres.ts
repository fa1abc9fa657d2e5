import postgres from 'postgres';
import type { PostgresOptions } from '../postgres-server.ts';
import type { TestPostgres } from '../servers.ts';
import { startContainer } from './container-server.ts';
import { pinnedImage } from './images.ts';

const PORT = 5432;
const USER = 'baton';

/** Postgres of the pinned image; everybody on loopback may connect. */
export async function startPostgres(
  options: Pick<PostgresOptions, 'fsync' | 'maxConnections'> = {},
): Promise<TestPostgres> {
  const settings: Record<string, string> = {
    max_connections: String(options.maxConnections ?? 100),
    ...(options.fsync === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const server = await startContainer({
    image: pinnedImage('POSTGRES_IMAGE'),
    command: ['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    environment: { POSTGRES_USER: USER, POSTGRES_DB: 'postgres', POSTGRES_HOST_AUTH_METHOD: 'trust' },
    ports: [PORT],
    // The server of the set-up listens on no port, so its line is not yet it.
    firstLine: /listening on IPv4 address/,
    ready: (address) => answers(`postgres://${USER}@${address(PORT)}/postgres`),
  });
  const url = (database = 'postgres') => `postgres://${USER}@${server.address(PORT)}/${database}`;
  return { ...server, url };
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
