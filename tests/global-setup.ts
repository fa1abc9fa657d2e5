import { type PostgresServer, SHARED_POSTGRES, startPostgres } from '@baton/testkit';

let server: PostgresServer | undefined;

/** One Postgres for the whole run; each test file makes its own database in it. */
export async function setup(): Promise<void> {
  server = await startPostgres({ fsync: false, maxConnections: 300 });
  process.env[SHARED_POSTGRES.processes] = server.url();
}

export async function teardown(): Promise<void> {
  await server?.close();
}
