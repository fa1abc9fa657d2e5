import {
  connectToLog,
  type EpochLog,
  jetStreamStores,
  type LogAccess,
  openEpochLog,
  readEpochOpened,
} from '@baton/log';
import {
  buildEpochContext,
  type ComparisonReport,
  compareWithReplay,
  type ProjectionTables,
  type RebuildProgress,
  type ReplayEpoch,
  rebuildProjection,
} from '@baton/projection';
import { type ConfigurationOverrides, type ConsensusKey, type Epoch, freezeFold, handoffFold } from '@baton/protocol';
import {
  barrierQueries,
  chainQueries,
  checkpointQueries,
  type Database,
  freezeTables,
  handoffTables,
  openDatabase,
  type ProjectingSchema,
} from '@baton/read-model';
import { type DatabaseAccess, databaseAccess } from '@baton/service-runtime';
import { createTelemetry } from '@baton/telemetry';
import { Registry } from 'prom-client';

/** Where a validator's log and read models are: keys of its configuration. */
export interface ReadModelAddress extends LogAccess, DatabaseAccess {
  network: string;
  databaseUrl: string;
  sequencerKey: ConsensusKey;
  mpcDataFreezeGraceRounds?: number | undefined;
  endOfPublishGraceRounds?: number | undefined;
}

const { schema: _freeze, projectionCheckpoint: _freezeCheckpoint, ...freezeRows } = freezeTables;
const { schema: _handoff, projectionCheckpoint: _handoffCheckpoint, ...handoffRows } = handoffTables;

const PROJECTIONS = {
  freeze: { fold: freezeFold, tables: { tables: freezeRows } },
  handoff: {
    fold: handoffFold,
    tables: { tables: handoffRows, perpetual: { certificate: { same: 'attestationDigest', more: 'signers' } } },
  },
} as const satisfies Record<ProjectingSchema, { fold: { name: string }; tables: ProjectionTables }>;

export const PROJECTION_NAMES = Object.keys(PROJECTIONS) as ProjectingSchema[];

/** An epoch's log by its number. */
export type OpenLog = (epoch: Epoch) => Promise<EpochLog>;

/** How a replay is ended, and who is told that it goes on. */
export interface Replay {
  signal: AbortSignal;
  /** An epoch's log was opened, or commits were replayed. */
  onStep?: (() => void) | undefined;
}

export interface Comparison extends Replay {
  /** In place of those that the address leads to: for who compares many validators' read models. */
  logs?: OpenLog;
}

export interface Rebuild extends Replay {
  onProgress(name: ProjectingSchema, progress: RebuildProgress): void;
}

/** Replays the log in memory and compares each projection's rows with the stored ones. docs/spec/projection.md#comparison */
export function compareReadModels(
  address: ReadModelAddress,
  names: readonly ProjectingSchema[],
  comparison: Comparison,
): Promise<Partial<Record<ProjectingSchema, ComparisonReport>>> {
  const { signal, onStep } = comparison;
  return withReplay(address, comparison, async (database, epochs) => {
    const reports: Partial<Record<ProjectingSchema, ComparisonReport>> = {};
    const common = { sql: database.sql, epochs, signal, onStep };
    if (names.includes('freeze')) {
      const { fold, tables } = PROJECTIONS.freeze;
      reports.freeze = await compareWithReplay({ ...common, ...tables, fold, schema: 'freeze' });
    }
    if (names.includes('handoff')) {
      const { fold, tables } = PROJECTIONS.handoff;
      reports.handoff = await compareWithReplay({ ...common, ...tables, fold, schema: 'handoff' });
    }
    return reports;
  });
}

/** Empties the derived tables and replays the log into them; the node must not run. docs/spec/projection.md#rebuild */
export function rebuildReadModels(
  address: ReadModelAddress,
  names: readonly ProjectingSchema[],
  rebuild: Rebuild,
): Promise<void> {
  const { signal, onStep } = rebuild;
  const onProgress: Rebuild['onProgress'] = (name, at) => {
    onStep?.();
    rebuild.onProgress(name, at);
  };
  return withReplay(address, rebuild, async (database, epochs) => {
    const common = { sql: database.sql, epochs, signal, telemetry: createTelemetry('service-runtime', new Registry()) };
    if (names.includes('freeze')) {
      const { fold, tables } = PROJECTIONS.freeze;
      await rebuildProjection({
        ...common,
        ...tables,
        fold,
        schema: 'freeze',
        onProgress: (at) => onProgress('freeze', at),
      });
    }
    if (names.includes('handoff')) {
      const { fold, tables } = PROJECTIONS.handoff;
      await rebuildProjection({
        ...common,
        ...tables,
        fold,
        schema: 'handoff',
        onProgress: (at) => onProgress('handoff', at),
      });
    }
  });
}

async function withReplay<T>(
  address: ReadModelAddress,
  { signal, onStep, logs }: Comparison,
  work: (database: Database, epochs: ReplayEpoch[]) => Promise<T>,
): Promise<T> {
  const database = openDatabase(address.databaseUrl, {
    maxConnections: 2,
    applicationName: 'baton-replay',
    ...(await databaseAccess(address)),
  });
  try {
    return await withLogs(address, signal, logs, async (open) => {
      const checkpoints = await Promise.all(
        PROJECTION_NAMES.map((name) => checkpointQueries.projectionCheckpoints(database.db, name)),
      );
      const known = [...new Set(checkpoints.flat().map(({ epoch }) => epoch))].sort((a, b) => a - b);
      const epochs: ReplayEpoch[] = [];
      for (const epoch of known) {
        const log = await open(epoch);
        if ((await log.created()) !== null) epochs.push(await replayOf(address, database, log, epoch, signal));
        onStep?.();
      }
      return await work(database, epochs);
    });
  } finally {
    await database.close();
  }
}

async function withLogs<T>(
  address: ReadModelAddress,
  signal: AbortSignal,
  given: OpenLog | undefined,
  work: (open: OpenLog) => Promise<T>,
): Promise<T> {
  if (given !== undefined) return work(given);
  const connection = await connectToLog(address, { name: 'replay', signal, once: true });
  try {
    const store = await jetStreamStores(connection, address.network);
    return await work(async (epoch) => openEpochLog(store(epoch), { sequencerKey: address.sequencerKey }));
  } finally {
    await connection.close();
  }
}

/** The context as the node itself made it: the log's opening against its own chain view and anchor. */
async function replayOf(
  address: ReadModelAddress,
  { db }: Database,
  log: EpochLog,
  epoch: Epoch,
  signal: AbortSignal,
): Promise<ReplayEpoch> {
  const { network, sequencerKey, mpcDataFreezeGraceRounds, endOfPublishGraceRounds } = address;
  const configuration: ConfigurationOverrides = { mpcDataFreezeGraceRounds, endOfPublishGraceRounds };
  const [opened, chainView, anchor] = await Promise.all([
    readEpochOpened(log, signal),
    chainQueries.epochView(db, epoch),
    barrierQueries.readyAnchor(db, epoch),
  ]);
  if (chainView === undefined || anchor === undefined) throw new Error(`this validator has not entered epoch ${epoch}`);
  return { log, context: buildEpochContext({ opened, network, sequencerKey, chainView, anchor, configuration }) };
}
