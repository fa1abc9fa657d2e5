import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POSTGRES_SCHEMAS } from '@baton/read-model';
import { createDatabase, type TestDatabase } from '@baton/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baton } from './baton.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-database-'));
const config = join(dir, 'owner.json');
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  writeFileSync(config, JSON.stringify({ databaseUrl: database.url }), { mode: 0o600 });
});
afterAll(async () => {
  await database?.close();
  rmSync(dir, { recursive: true, force: true });
});

it('database migrate: says what it did, in lines and as JSON, also where nothing was left to do', async () => {
  const lines = await baton(['database', 'migrate', '--config', config]);
  expect(lines).toMatchObject({ exitCode: 0, stdout: `${POSTGRES_SCHEMAS.length} schemas are of this version` });
  const json = await baton(['database', 'migrate', '--config', config, '--json']);
  expect(json).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(String(json.stdout))).toEqual({ schemas: POSTGRES_SCHEMAS, grantedTo: null });
});
