import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Database,
  grantRuntime,
  mayMigrate,
  migrateSchemas,
  openDatabase,
  POSTGRES_SCHEMAS,
} from '@baton/read-model';
import {
  COMMON_KEYS,
  type DatabaseAccess,
  databaseAccess,
  databaseOf,
  defineService,
  explainFailure,
  hostServices,
} from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Authority } from './secured/certificates.ts';
import { NODE, OWNER, SecuredPostgres } from './secured/postgres.ts';

type Address = DatabaseAccess & { databaseUrl: string };

let server: SecuredPostgres;

beforeAll(async () => {
  server = await SecuredPostgres.start();
  await server.createDatabase('migrated');
  await server.createDatabase('empty');
  await using owner = await opened(server.as(OWNER, 'migrated'));
  await migrateSchemas(owner.sql, POSTGRES_SCHEMAS);
  await grantRuntime(owner.sql, POSTGRES_SCHEMAS, NODE);
});

afterAll(() => server?.[Symbol.asyncDispose]());

async function opened(address: Address): Promise<Database & AsyncDisposable> {
  const database = openDatabase(address.databaseUrl, { maxConnections: 2, ...(await databaseAccess(address)) });
  return { ...database, [Symbol.asyncDispose]: database.close };
}

/** A service whose only work is to say how it is connected. */
const probe = defineService({
  name: 'barrier',
  config: Type.Object({ databaseUrl: COMMON_KEYS.databaseUrl }),
  schema: 'barrier',
  reads: [...POSTGRES_SCHEMAS].filter((schema) => schema !== 'barrier'),
  async start(context) {
    const { sql } = databaseOf(context);
    const [row] = await sql`select ssl, current_user as role from pg_stat_ssl where pid = pg_backend_pid()`;
    return {
      routes: async () => undefined,
      readiness: () => ({ ready: true }),
      status: () => ({ ...row }),
      failed: new Promise(() => undefined),
      close: async () => undefined,
    };
  },
});

const host = (address: Address) =>
  hostServices([probe], { ...address }, { logger: createLogger({ name: 'test', level: 'silent' }), env: {} });

test.each(['localhost', '127.0.0.1'])(
  'a node runs by password and TLS, under a role that owns no table: %s',
  async (name) => {
    const address = server.as(NODE, 'migrated');
    const running = await host({ ...address, databaseUrl: address.databaseUrl.replace('localhost', name) });
    const status = await (await fetch(`${running.internalUrl}/status`)).json();
    await running.close();
    expect(status).toMatchObject({ services: { barrier: { status: { ssl: true, role: NODE } } } });
  },
);

test('the role reads and writes rows of every table, and changes no table', async () => {
  await using node = await opened(server.as(NODE, 'migrated'));
  const rows = await node.sql<{ name: string; rows: boolean; truncate: boolean }[]>`
    select format('%I.%I', schemaname, tablename) as name,
      has_table_privilege(format('%I.%I', schemaname, tablename), 'select')
        and (tablename = 'migrations'
          or has_table_privilege(format('%I.%I', schemaname, tablename), 'insert')
          and has_table_privilege(format('%I.%I', schemaname, tablename), 'update')
          and has_table_privilege(format('%I.%I', schemaname, tablename), 'delete')) as rows,
      has_table_privilege(format('%I.%I', schemaname, tablename), 'truncate') as truncate
    from pg_tables where schemaname = any(${[...POSTGRES_SCHEMAS]})`;
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((table) => !table.rows || table.truncate)).toEqual([]);
  const refused = expect.objectContaining({ code: '42501' });
  await expect(node.sql`create table barrier.mine (id int)`).rejects.toEqual(refused);
  await expect(node.sql`delete from "freeze".migrations`).rejects.toEqual(refused);
});

test('where migrations are missing, the node says who must run them', async () => {
  const failure = await host(server.as(NODE, 'empty')).catch(explainFailure);
  expect(failure).toMatchObject({ exitCode: 2, code: 'DATABASE_MIGRATION_REFUSED' });
});

test.each(['migrated', 'empty'])('who may run them can be told beforehand: %s', async (name) => {
  for (const [role, may] of [
    [OWNER, true],
    [NODE, false],
  ] as const) {
    await using database = await opened(server.as(role, name));
    expect(await mayMigrate(database.sql, POSTGRES_SCHEMAS), role).toBe(may);
  }
});

test('a changed password needs no restart', async () => {
  const address = server.as(NODE, 'migrated');
  const file = join(server.server.dir, 'rotated.password');
  writeFileSync(file, 'of yesterday', { mode: 0o600 });
  await using node = await opened({ ...address, databasePasswordFile: file });
  await expect(node.sql`select 1`).rejects.toMatchObject({ code: '28P01' });
  writeFileSync(file, 'of the node');
  await expect(node.sql`select 1 as one`).resolves.toEqual([{ one: 1 }]);
});

test('a password that others can read is not used', async () => {
  const file = join(server.server.dir, 'exposed.password');
  writeFileSync(file, 'of the node');
  chmodSync(file, 0o644);
  const address = { ...server.as(NODE, 'migrated'), databasePasswordFile: file };
  await expect(host(address)).rejects.toMatchObject({ code: 'KEY_FILE_EXPOSED' });
});

test('nothing is sent to a server that the pinned authority did not sign', async () => {
  const other = await Authority.create(server.server.dir, 'other-authority');
  await using node = await opened({ ...server.as(NODE, 'migrated'), databaseTlsCaFile: other.file });
  await expect(node.sql`select 1`).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE/) });
});
