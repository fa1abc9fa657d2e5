import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { type TestServers, testServers } from './servers.ts';

/** Where the test run's shared Postgres listens, by its source; set by the global set-up of vitest. */
export const SHARED_POSTGRES = {
  processes: 'BATON_TEST_POSTGRES',
  containers: 'BATON_TEST_POSTGRES_CONTAINER',
} as const satisfies Record<TestServers['source'], string>;

export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Drops it, whoever is still connected. */
  close(): Promise<void>;
}

/**
 * A fresh, empty database: on the given server, else on the test run's shared one, else on a server of its own that ends
 * with it.
 */
export async function createDatabase(
  server?: { url(database?: string): string },
  name?: string,
): Promise<TestDatabase> {
  const { source, startPostgres } = testServers();
  const shared = process.env[SHARED_POSTGRES[source]];
  if (server !== undefined) return create((database) => server.url(database), name);
  if (shared !== undefined) return create((database) => withDatabase(shared, database), name);
  const own = await startPostgres({ fsync: false });
  const database = await create((of) => own.url(of), name);
  const close = () => own.close();
  return { ...database, close, [Symbol.asyncDispose]: close };
}

function withDatabase(url: string, database = 'postgres'): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function create(url: (database?: string) => string, given?: string): Promise<TestDatabase> {
  const name = given ?? `test_${randomBytes(6).toString('hex')}`;
  const onServer = async (run: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(url(), { max: 1, onnotice: () => undefined });
    try {
      await run(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  };
  await onServer((sql) => sql`create database ${sql(name)}`);
  const close = () => onServer((sql) => sql`drop database if exists ${sql(name)} with (force)`);
  return { name, url: url(name), close, [Symbol.asyncDispose]: close };
}
