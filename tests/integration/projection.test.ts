import { StopError } from '@baton/log';
import {
  type CommitSource,
  compareWithReplay,
  type EpochProjection,
  ProjectionError,
  type ProjectionOptions,
  rebuildProjection,
  runProjection,
} from '@baton/projection';
import {
  type Change,
  checkpointQueries,
  type Database,
  freezeQueries,
  freezeTables,
  handoffQueries,
  listen,
  migrateSchema,
  openDatabase,
} from '@baton/read-model';
import { createTelemetry } from '@baton/telemetry';
import { createDatabase, type TestDatabase, until } from '@baton/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, ledgerContext, ledgerFold, ledgerTables } from './projection/ledger-fold.ts';
import { MemorySource } from './projection/memory-source.ts';

const EPOCH = 7;
const telemetry = createTelemetry('test');
let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createDatabase();
  database = openDatabase(server.url);
  await migrateSchema(database.sql, 'freeze');
  await migrateSchema(database.sql, 'handoff');
});

afterAll(async () => {
  await database?.close();
  await server?.close();
});

beforeEach(async () => {
  const { sql } = database;
  await sql`truncate "freeze".frozen, "freeze".ready_signal, "freeze".freeze_status, "freeze".projection_checkpoint, handoff.certificate`;
});

function start(log: CommitSource, options: Partial<ProjectionOptions<Ledger>> = {}) {
  const abort = new AbortController();
  const projection = runProjection({
    fold: ledgerFold(),
    ...ledgerTables,
    sql: database.sql,
    schema: 'freeze',
    log,
    context: ledgerContext(EPOCH),
    telemetry,
    signal: abort.signal,
    ...options,
  });
  projection.done.catch(() => undefined);
  return { projection, abort };
}

const checkpoint = () => checkpointQueries.projectionCheckpoint(database.db, 'freeze', 'ledger', EPOCH);
const names = async () => (await freezeQueries.frozen(database.db, EPOCH)).map((row) => row.name);

/** Runs over what the log holds and stops at its head. */
async function runToHead(log: MemorySource, options: Partial<ProjectionOptions<Ledger>> = {}): Promise<void> {
  const { projection, abort } = start(log, options);
  await reached(projection, log);
  abort.abort();
  await projection.done.catch(() => undefined);
}

async function reached(projection: EpochProjection<Ledger>, log: MemorySource): Promise<void> {
  const head = await log.head();
  await Promise.race([projection.whenProcessed({ epoch: EPOCH, round: head!.round }), projection.done]);
}

async function stopCode(projection: EpochProjection<Ledger>): Promise<string> {
  const error = await projection.done.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopError || error instanceof ProjectionError)) throw error;
  return error.code;
}

function ledger(): MemorySource {
  const log = new MemorySource(EPOCH);
  log.add(['set a 1', 'set b 2', 'peers a']);
  log.add([]);
  log.add(['drop b', 'set c 3', 'sign']);
  log.add(['set a 4', 'status x', 'sign']);
  return log;
}

describe('a projection', () => {
  it('writes rows of every kind and the checkpoint of the last commit', async () => {
    const log = ledger();
    await runToHead(log);
    const rows = await freezeQueries.frozen(database.db, EPOCH);
    expect(rows.map(({ name, digest, stake }) => [name, digest, stake])).toEqual([
      ['a', '4', 8],
      ['c', '3', 6],
    ]);
    expect(rows[0]?.source).toBe(`it's "a", {with} \\ all`);
    const [signal] = await freezeQueries.readySignals(database.db, EPOCH);
    expect(signal?.validatedPeers).toEqual([{ name: '"a\\', digest: 'a,b{}' }]);
    expect(await freezeQueries.freezeStatus(database.db, EPOCH)).toMatchObject({ quorumRound: null, readyStake: 2 });
    const head = await log.head();
    expect(await checkpoint()).toMatchObject({
      round: head?.round,
      sequence: head?.sequence,
      commitDigest: head?.digest,
      streamCreated: 'first',
      ended: false,
    });
  });

  it('gives the same rows and state digest in one batch and commit by commit', async () => {
    const log = ledger();
    await runToHead(log);
    const [atOnce, rowsAtOnce] = [await checkpoint(), await freezeQueries.frozen(database.db, EPOCH)];
    await database.sql`truncate "freeze".frozen, "freeze".ready_signal, "freeze".freeze_status, "freeze".projection_checkpoint`;
    const slow = new MemorySource(EPOCH);
    const { projection, abort } = start(slow);
    for (const lines of [
      ['set a 1', 'set b 2', 'peers a'],
      [],
      ['drop b', 'set c 3', 'sign'],
      ['set a 4', 'status x', 'sign'],
    ]) {
      slow.add(lines);
      await reached(projection, slow);
    }
    abort.abort();
    expect(await checkpoint()).toEqual(atOnce);
    expect(await freezeQueries.frozen(database.db, EPOCH)).toEqual(rowsAtOnce);
  });

  it('resolves with the final state at the end of the epoch and marks the checkpoint as ended', async () => {
    const log = ledger();
    log.add(['end']);
    const { projection } = start(log);
    expect(await projection.done).toEqual({ epoch: EPOCH, names: 4, signers: 2 });
    expect(await checkpoint()).toMatchObject({ ended: true });
  });

  it('goes on after a restart without writing anything twice', async () => {
    const log = ledger();
    await runToHead(log);
    await database.sql`update "freeze".frozen set source = 'touched'`;
    log.add(['set d 5']);
    await runToHead(log);
    const rows = await freezeQueries.frozen(database.db, EPOCH);
    expect(rows.map(({ name, source }) => [name, (source as string) === 'touched'])).toEqual([
      ['a', true],
      ['c', true],
      ['d', false],
    ]);
  });

  it('writes nothing of a commit whose transaction did not finish, and all of it after a restart', async () => {
    const log = ledger();
    await runToHead(log);
    const before = await checkpoint();
    log.add(['set d 5', 'misfit e']);
    expect(await stopCode(start(log).projection)).toBe('ROW_SCHEMA_MISMATCH');
    expect(await checkpoint()).toEqual(before);
    expect(await names()).toEqual(['a', 'c']);

    log.truncate(1);
    log.add(['set d 5', 'set e 6']);
    await database.sql`create function "freeze".refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`;
    await database.sql`create trigger refuse before insert on "freeze".frozen for each row when (new.name = 'e') execute function "freeze".refuse()`;
    await expect(start(log).projection.done).rejects.toThrow('no');
    expect([await checkpoint(), await names()]).toEqual([before, ['a', 'c']]);
    await database.sql`drop trigger refuse on "freeze".frozen`;
    await runToHead(log);
    expect(await names()).toEqual(['a', 'c', 'd', 'e']);
  });

  it('stores that nothing happened only now and then, and catches up with it', async () => {
    const log = ledger();
    const { projection, abort } = start(log);
    await reached(projection, log);
    const written = await checkpoint();
    log.add([]);
    await reached(projection, log);
    expect(await checkpoint()).toEqual(written);
    for (let count = 0; count < 4; count++) {
      log.add([]);
      await reached(projection, log);
    }
    expect((await checkpoint())?.round).toBe(projection.status().round);
    expect((await checkpoint())?.stateDigest).toBe(written?.stateDigest);
    abort.abort();
  });

  it('tells where it is', async () => {
    const log = ledger();
    const { projection, abort } = start(log);
    await projection.whenCaughtUp();
    expect(projection.status()).toMatchObject({ epoch: EPOCH, round: 8, headRound: 8, lag: 0, stalledSince: null });
    abort.abort();
  });

  it('ends with the reason of an abort', async () => {
    const { projection, abort } = start(new MemorySource(EPOCH));
    abort.abort(new Error('closing'));
    await expect(projection.done).rejects.toThrow('closing');
  });
});

describe('two projections over one database', () => {
  it('write every commit once between them', async () => {
    await database.sql`create table if not exists public.written (name text, digest text)`;
    await database.sql`truncate public.written`;
    await database.sql`create or replace function "freeze".count_write() returns trigger language plpgsql as
      $$ begin insert into public.written values (new.name, new.digest); return new; end $$`;
    await database.sql`create trigger count_write after insert or update on "freeze".frozen for each row execute function "freeze".count_write()`;
    const log = new MemorySource(EPOCH);
    const runs = [start(log), start(log)];
    for (let count = 0; count < 30; count++) {
      log.add([`set n${count} ${count}`]);
      if (count % 7 === 0) await reached(runs[0]!.projection, log);
    }
    await Promise.all(runs.map(({ projection }) => reached(projection, log)));
    const written = await database.sql<{ count: string }[]>`select count(*) from public.written`;
    expect(Number(written[0]?.count)).toBe(30);
    expect(await names()).toHaveLength(30);
    for (const { abort } of runs) abort.abort();
    await database.sql`drop trigger count_write on "freeze".frozen`;
  });

  it('stop the one whose checkpoint was taken back', async () => {
    const log = ledger();
    const { projection } = start(log);
    await reached(projection, log);
    await database.sql`truncate "freeze".projection_checkpoint`;
    log.add(['set d 5']);
    expect(await stopCode(projection)).toBe('CHECKPOINT_LOST');
    expect(await names()).toEqual(['a', 'c']);
  });
});

describe('a projection stops by name', () => {
  it('when the log ends before its checkpoint', async () => {
    const log = ledger();
    await runToHead(log);
    log.truncate(1);
    expect(await stopCode(start(log).projection)).toBe('CHECKPOINT_AHEAD_OF_LOG');
  });

  it('when a shorter stream has taken the place of the one it read', async () => {
    await runToHead(ledger());
    const other = new MemorySource(EPOCH, 'second');
    other.add(['set z 1']);
    expect(await stopCode(start(other).projection)).toBe('LOG_REPLACED');
  });

  it('when another commit stands where its checkpoint was taken', async () => {
    const log = ledger();
    await runToHead(log);
    log.truncate(1);
    log.add(['set x 4', 'status x', 'sign']);
    expect(await stopCode(start(log).projection)).toBe('LOG_REPLACED');
  });

  it('when folding the log gives other rows than were written', async () => {
    const log = ledger();
    await runToHead(log);
    await database.sql`update "freeze".projection_checkpoint set state_digest = ${'0'.repeat(64)}`;
    expect(await stopCode(start(log).projection)).toBe('STATE_DIGEST_MISMATCH');
  });

  it('when the rows were written by another version of the fold', async () => {
    const log = ledger();
    await runToHead(log);
    expect(await stopCode(start(log, { fold: ledgerFold(2) }).projection)).toBe('STATE_DIGEST_MISMATCH');
  });

  it('when a row does not fit its table', async () => {
    const log = ledger();
    log.add(['misfit x']);
    expect(await stopCode(start(log).projection)).toBe('ROW_SCHEMA_MISMATCH');
  });
});

describe('notifications', () => {
  it('arrive for commits with rows, when their rows can be read, and only for those', async () => {
    const heard: Promise<{ change: Change; visible: string[] }>[] = [];
    const listening = Promise.withResolvers<void>();
    const unlisten = await listen(database.sql, 'freeze', (change) => {
      if (change === null) return listening.resolve();
      heard.push(names().then((visible) => ({ change, visible })));
    });
    await listening.promise;
    const log = new MemorySource(EPOCH);
    const { projection, abort } = start(log);
    log.add(['set a 1']);
    await reached(projection, log);
    log.add(['nothing']);
    await reached(projection, log);
    log.add(['misfit x']);
    await expect(projection.done).rejects.toThrow(StopError);
    await database.sql`select pg_notify('baton_freeze', '{"tables":["end"]}')`;
    await until(() => heard.length >= 2, { what: 'two notifications' });
    expect(await Promise.all(heard)).toEqual([
      { change: { epoch: EPOCH, round: 2, tables: ['frozen'] }, visible: ['a'] },
      { change: { tables: ['end'] }, visible: ['a'] },
    ]);
    abort.abort();
    await unlisten();
  });
});

describe('rebuild and comparison', () => {
  const replay = (log: MemorySource) => ({
    fold: ledgerFold(),
    ...ledgerTables,
    sql: database.sql,
    schema: 'freeze' as const,
    epochs: [{ context: ledgerContext(EPOCH), log }],
    telemetry,
    signal: new AbortController().signal,
  });

  it('a rebuild equals what was there, row by row, and keeps the perpetual table', async () => {
    const log = ledger();
    await runToHead(log);
    const [rows, before] = [await freezeQueries.frozen(database.db, EPOCH), await checkpoint()];
    await database.sql`update handoff.certificate set signers = 9, encoded = 'richer'`;
    const seen: (number | null)[] = [];
    await rebuildProjection({ ...replay(log), onProgress: ({ round }) => seen.push(round) });
    expect(await freezeQueries.frozen(database.db, EPOCH)).toEqual(rows);
    expect(await checkpoint()).toEqual(before);
    expect(await handoffQueries.certificate(database.db, EPOCH)).toMatchObject({ signers: 9, encoded: 'richer' });
    expect(seen).toEqual([null, 8]);
    expect(await compareWithReplay(replay(log))).toMatchObject({ equal: true, differenceCount: 0 });
  });

  it('a perpetual row gives way to one of the same attestation with more signers, and to no other', async () => {
    const log = ledger();
    await runToHead(log);
    const folded = await handoffQueries.certificate(database.db, EPOCH);
    await database.sql`update handoff.certificate set signers = 0, encoded = 'poorer'`;
    await rebuildProjection(replay(log));
    expect(await handoffQueries.certificate(database.db, EPOCH)).toEqual(folded);
    const other = 'ab'.repeat(32);
    await database.sql`update handoff.certificate set signers = 0, attestation_digest = ${other}`;
    await rebuildProjection(replay(log));
    expect(await handoffQueries.certificate(database.db, EPOCH)).toMatchObject({
      attestationDigest: other,
      signers: 0,
    });
  });

  it('a rebuild that is broken off says by its checkpoint how far it is, and the next start completes it', async () => {
    const log = ledger();
    for (let commits = 0; commits < 300; commits += 1) log.add([]);
    log.add(['set d 5']);
    await runToHead(log);
    const batches: (number | null)[] = [];
    await rebuildProjection({ ...replay(log), onProgress: ({ round }) => batches.push(round) });
    expect(batches).toHaveLength(3);
    for (const round of batches.slice(0, 2)) {
      const stop = new AbortController();
      const onProgress = (at: { round: number | null }) => {
        if (at.round === round) stop.abort(new Error('asked to stop'));
      };
      await expect(rebuildProjection({ ...replay(log), signal: stop.signal, onProgress })).rejects.toThrow(
        'asked to stop',
      );
      expect((await checkpoint())?.round ?? null).toBe(round);
      expect(await names()).toEqual(round === null ? [] : ['a', 'c']);
      await runToHead(log);
      expect(await names()).toEqual(['a', 'c', 'd']);
      expect(await compareWithReplay(replay(log))).toMatchObject({ equal: true, epochs: [{ stateDigestEqual: true }] });
    }
  });

  it('a rebuild cures a wrong state digest', async () => {
    const log = ledger();
    await runToHead(log);
    await database.sql`update "freeze".projection_checkpoint set state_digest = ${'0'.repeat(64)}`;
    await rebuildProjection(replay(log));
    await runToHead(log);
    expect(await names()).toEqual(['a', 'c']);
  });

  it('the comparison names each differing row', async () => {
    const log = ledger();
    await runToHead(log);
    const { db, sql } = database;
    await sql`update "freeze".frozen set digest = 'wrong' where name = 'a'`;
    await sql`delete from "freeze".ready_signal`;
    await db
      .insert(freezeTables.frozen)
      .values({ epoch: EPOCH, name: 'zz' as never, digest: 'x' as never, source: 'quorum', stake: 1 });
    const report = await compareWithReplay(replay(log));
    expect(report.equal).toBe(false);
    expect(report.epochs).toEqual([{ epoch: EPOCH, round: 8, stateDigestEqual: true }]);
    expect(report.differences.map(({ table, key }) => [table, key]).sort()).toEqual([
      ['frozen', '[7,"a"]'],
      ['frozen', '[7,"zz"]'],
      ['readySignal', '[7,"a"]'],
    ]);
  });
});
