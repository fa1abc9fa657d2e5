import type { CommitSource } from '@baton/projection';
import { type EpochSequence, readinessOf, runEpochSequence } from '@baton/projection';
import { consensusKey, type Epoch, type EpochOpened, protocolConfiguration } from '@baton/protocol';
import { type Database, migrateSchema, openDatabase } from '@baton/read-model';
import { createTelemetry } from '@baton/telemetry';
import { createDatabase, type TestDatabase, until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committeeOf, nameOf, openBarrier, showEpoch } from './producer/network.ts';
import { ledgerFold, ledgerTables } from './projection/ledger-fold.ts';
import { MemorySource } from './projection/memory-source.ts';

const SIZE = 4;
const SELF = 2;
const NETWORK = 'sequence';
const SEQUENCER_KEY = consensusKey('ab'.repeat(32));
let server: TestDatabase;
let database: Database;
let stop: AbortController;
let sources: Map<Epoch, MemorySource>;
let entered: Epoch[];
let passedOver: Epoch[];

beforeEach(async () => {
  server = await createDatabase();
  database = openDatabase(server.url);
  for (const schema of ['freeze', 'barrier', 'chain'] as const) await migrateSchema(database.sql, schema);
  sources = new Map();
  entered = [];
  passedOver = [];
});
afterEach(async () => {
  stop?.abort();
  await database.close();
  await server.close();
});

/** The chain shows the epoch, with or without this validator; the barrier opens it where it sits. */
async function begin(epoch: Epoch, seated: boolean): Promise<void> {
  await showEpoch(database, epoch, seated ? SIZE : SELF);
  if (!seated) return;
  sources.set(epoch, new MemorySource(epoch));
  await openBarrier(database, epoch);
}

function run(): EpochSequence {
  stop = new AbortController();
  const sequence = runEpochSequence({
    fold: ledgerFold(),
    ...ledgerTables,
    database,
    schema: 'freeze',
    network: NETWORK,
    sequencerKey: SEQUENCER_KEY,
    self: nameOf(SELF),
    openLog,
    telemetry: createTelemetry('test'),
    signal: stop.signal,
    safetyPollMs: 50,
    onEpoch: ({ epoch }) => entered.push(epoch),
    onPassedOver: (epoch) => passedOver.push(epoch),
  });
  sequence.done.catch(() => undefined);
  return sequence;
}

async function openLog(epoch: Epoch): Promise<{ log: CommitSource; opened: EpochOpened }> {
  const log = sources.get(epoch);
  if (log === undefined) throw new Error(`nobody should open epoch ${epoch}`);
  return {
    log,
    opened: {
      network: NETWORK,
      epoch,
      committee: committeeOf(epoch, SIZE),
      configuration: protocolConfiguration(4),
      previousProtocolVersion: epoch === 1 ? null : 4,
      priorAttestationDigest: null,
      sequencerKey: SEQUENCER_KEY,
      lastDwalletCheckpoint: 0,
      lastSystemCheckpoint: 0,
    },
  };
}

const frozenIn = async () =>
  (await database.sql<{ epoch: string; name: string }[]>`select epoch, name from "freeze".frozen order by epoch, name`)
    .map(({ epoch, name }) => `${epoch}/${name}`)
    .join(' ');

const add = (epoch: Epoch, ...lines: string[]) => sources.get(epoch)?.add(lines);

async function folded(...rows: string[]): Promise<void> {
  await until(async () => (await frozenIn()) === rows.join(' '), { what: rows.join(' ') });
}

describe('a projection follows the epochs with a seat', () => {
  it('of a joiner from its first, through a pause, to its return', async () => {
    await begin(1, false);
    const sequence = run();
    await until(() => sequence.status().idle, { what: 'idling' });
    expect(readinessOf(sequence.status())).toEqual({ ready: true });
    await begin(2, true);
    add(2, 'set a 1');
    await folded('2/a');
    add(2, 'set b 1', 'end');
    await begin(3, false);
    await until(() => sequence.status().idle, { what: 'idling without a seat' });
    await begin(4, true);
    add(4, 'set c 1');
    await folded('2/a', '2/b', '4/c');
    expect(entered).toEqual([2, 4]);
  });

  it('of a member that is held by its barrier: not ready', async () => {
    await showEpoch(database, 2, SIZE);
    const sequence = run();
    const held = () => readinessOf(sequence.status()).waitingFor === 'barrier of the first epoch';
    await until(held, { what: 'the barrier' });
  });

  it('over a restart in the middle of an epoch, after its end, and past epochs that were slept through', async () => {
    await begin(1, true);
    add(1, 'set a 1');
    run();
    await folded('1/a');
    stop.abort();
    add(1, 'set b 1');
    run();
    await folded('1/a', '1/b');
    await showEpoch(database, 2, SIZE);
    add(1, 'set c 1', 'end');
    await folded('1/a', '1/b', '1/c');
    stop.abort();
    entered = [];
    await begin(5, true);
    add(5, 'set d 1');
    run();
    await folded('1/a', '1/b', '1/c', '5/d');
    expect(entered).toEqual([5]);
    expect(passedOver).toEqual([]);
  });
});
