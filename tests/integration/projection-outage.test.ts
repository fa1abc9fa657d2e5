import { type ProjectionError, runProjection } from '@baton/projection';
import {
  type Change,
  checkpointQueries,
  type Database,
  freezeQueries,
  isDatabaseOutage,
  listen,
  migrateSchema,
  openDatabase,
  waitFor,
} from '@baton/read-model';
import { createTelemetry } from '@baton/telemetry';
import { type TestPostgres, testServers, until } from '@baton/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ledgerContext, ledgerFold, ledgerTables } from './projection/ledger-fold.ts';
import { MemorySource } from './projection/memory-source.ts';

const EPOCH = 3;
let server: TestPostgres;
let database: Database;

beforeAll(async () => {
  server = await testServers().startPostgres();
  database = openDatabase(server.url());
  await migrateSchema(database.sql, 'freeze');
  await migrateSchema(database.sql, 'handoff');
});

afterAll(async () => {
  await database?.close();
  await server?.close();
});

beforeEach(async () => {
  const empty = () =>
    database.sql`truncate "freeze".frozen, "freeze".projection_checkpoint, handoff.certificate`.then(() => true);
  await until(empty, { what: 'the database after the outage of the test before' });
});

function start(log: MemorySource, outagePatienceMs?: number) {
  const abort = new AbortController();
  const outages: (Error | null)[] = [];
  const projection = runProjection({
    fold: ledgerFold(),
    ...ledgerTables,
    sql: database.sql,
    schema: 'freeze',
    log,
    context: ledgerContext(EPOCH),
    telemetry: createTelemetry('test'),
    signal: abort.signal,
    outagePatienceMs,
    onOutage: (error) => outages.push(error),
  });
  projection.done.catch(() => undefined);
  return { projection, abort, outages };
}

describe('while Postgres is away', () => {
  it('a projection waits, says so once, and writes every commit exactly once afterwards', async () => {
    const log = new MemorySource(EPOCH);
    const { projection, abort, outages } = start(log);
    log.add(['set a 1']);
    await projection.whenProcessed({ epoch: EPOCH, round: 2 });
    await server.kill();
    log.add(['set b 2', 'sign']);
    log.add(['set c 3']);
    await until(() => outages.length > 0, { what: 'the outage to be noticed' });
    expect(isDatabaseOutage(outages[0])).toBe(true);
    expect(projection.status()).toMatchObject({ round: 2 });
    await server.restart();
    await projection.whenProcessed({ epoch: EPOCH, round: 6 });
    expect(outages).toEqual([outages[0], null]);
    const rows = await freezeQueries.frozen(database.db, EPOCH);
    expect(rows.map(({ name, stake }) => [name, stake])).toEqual([
      ['a', 2],
      ['b', 4],
      ['c', 6],
    ]);
    abort.abort();
  });

  it('a dropped connection in the middle of writing loses and doubles nothing', async () => {
    const log = new MemorySource(EPOCH);
    const { projection, abort, outages } = start(log);
    const admin = openDatabase(server.url(), { maxConnections: 1, applicationName: 'admin' });
    let cut = 0;
    for (let count = 0; count < 60; count++) {
      const { round } = log.add([`set n${String(count).padStart(2, '0')} ${count}`]);
      if (count % 10 === 5) {
        const ended = await admin.sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'baton'`;
        cut += ended.count;
      }
      if (count % 3 === 0) await projection.whenProcessed({ epoch: EPOCH, round });
    }
    await projection.whenProcessed({ epoch: EPOCH, round: 120 });
    expect(cut).toBeGreaterThan(0);
    expect(outages.every((error) => error === null || isDatabaseOutage(error))).toBe(true);
    const rows = await freezeQueries.frozen(database.db, EPOCH);
    expect(rows.map(({ digest }) => Number(digest))).toEqual([...Array(60).keys()]);
    expect(await checkpointQueries.projectionCheckpoint(database.db, 'freeze', 'ledger', EPOCH)).toMatchObject({
      round: 120,
    });
    await admin.close();
    abort.abort();
  });

  it('a projection gives up, by name, when its patience ends', async () => {
    const log = new MemorySource(EPOCH);
    const { projection } = start(log, 200);
    log.add(['set a 1']);
    await projection.whenProcessed({ epoch: EPOCH, round: 2 });
    await server.kill();
    log.add(['set b 2']);
    const error = await projection.done.catch((reason: unknown) => reason as ProjectionError);
    expect(error).toMatchObject({ code: 'DATABASE_OUTAGE', fault: 'operator' });
    await server.restart();
  });

  it('a waiting query and a listener come back by themselves', async () => {
    const changes: (Change | null)[] = [];
    const unlisten = await listen(database.sql, 'freeze', (change) => changes.push(change));
    await until(() => changes.length > 0, { what: 'the start of listening' });
    const abort = new AbortController();
    const waiting = waitFor(
      database,
      'freeze',
      async () => {
        const rows = await freezeQueries.frozen(database.db, EPOCH);
        return rows.length > 0 ? rows : undefined;
      },
      { signal: abort.signal, safetyPollMs: 200 },
    );
    await server.kill();
    await server.restart();
    await until(() => changes.length > 1, { what: 'listening again' });
    expect(changes).toEqual([null, null]);
    const log = new MemorySource(EPOCH);
    const { abort: stop } = start(log);
    log.add(['set a 1']);
    expect(await waiting).toHaveLength(1);
    await until(() => changes.length > 2, { what: 'the notification' });
    expect(changes.at(-1)).toMatchObject({ epoch: EPOCH, round: 2 });
    stop.abort();
    await unlisten();
  });

  it('a wait ends with the reason of its abort, and passes on what is no outage', async () => {
    const abort = new AbortController();
    const waiting = waitFor(database, 'freeze', async () => undefined, { signal: abort.signal });
    abort.abort(new Error('closing'));
    await expect(waiting).rejects.toThrow('closing');
    const broken = waitFor(database, 'freeze', () => database.sql`select no_such_column`, {
      signal: new AbortController().signal,
    });
    await expect(broken).rejects.toThrow('no_such_column');
  });
});
