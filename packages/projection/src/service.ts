import { jetStreamStores, patientStore } from '@baton/log';
import type { AuthorityName, ConsensusKey } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import {
  Change,
  COMMON_KEYS,
  connectService,
  databaseOf,
  type EventFeed,
  LOG_KEYS,
  type RunningService,
  type ServiceContext,
  schemaFeed,
} from '@baton/service-runtime';
import { type Static, Type } from 'typebox';
import { epochLogs } from './epoch-logs.ts';
import { type EpochSequenceOptions, runEpochSequence } from './epoch-sequence.ts';
import { readinessOf } from './progress.ts';
import type { Committed } from './run.ts';

const graceRounds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

/** Configuration of every service that runs a projection: `Type.Object({ ...PROJECTION_KEYS, ... })`. */
export const PROJECTION_KEYS = {
  network: COMMON_KEYS.network,
  ...LOG_KEYS,
  databaseUrl: COMMON_KEYS.databaseUrl,
  sequencerKey: COMMON_KEYS.sequencerKey,
  authority: Type.Optional(COMMON_KEYS.authority),
  mpcDataFreezeGraceRounds: graceRounds("The network's grace of the freeze, where not the protocol version's own"),
  endOfPublishGraceRounds: graceRounds("The network's grace of the close, where not the protocol version's own"),
};

const projectionConfig = Type.Object(PROJECTION_KEYS);

export type ProjectionService<State> = Pick<EpochSequenceOptions<State>, 'fold' | 'schema' | 'tables' | 'perpetual'> & {
  /** Connection name and service name. */
  name: string;
  /** Told of each batch of commits that is durable. */
  onCommit(committed: Committed<State>): void;
};

/** A projection under way, as the service's routes need it; the rest is what the runtime asks of a service. */
export interface Projecting extends Pick<RunningService, 'readiness' | 'status' | 'failed' | 'close'> {
  database: Database;
  /** Announced after each commit that changed rows. */
  change: Change;
  events: EventFeed;
  signal: AbortSignal;
}

/** Runs a projection over the node's own log for as long as the service lives. docs/spec/projection.md */
export async function startProjecting<State>(
  context: ServiceContext<Static<typeof projectionConfig>>,
  { name, onCommit, ...projection }: ProjectionService<State>,
): Promise<Projecting> {
  const { config, logger, telemetry, signal } = context;
  const database = databaseOf(context);
  const connection = await connectService(context, name);
  const stores = await jetStreamStores(connection, config.network);
  const sequencerKey = config.sequencerKey as ConsensusKey;
  const change = new Change();
  const sequence = runEpochSequence<State>({
    ...projection,
    database,
    network: config.network,
    sequencerKey,
    self: config.authority as AuthorityName | undefined,
    configuration: config,
    openLog: epochLogs((epoch) => patientStore(stores(epoch), signal), sequencerKey),
    telemetry,
    signal,
    onEpoch: ({ epoch }) => logger.info({ epoch }, 'folding the log of this epoch'),
    onPassedOver: (epoch) => logger.warn({ epoch }, 'the log of this epoch is gone; going on with a later one'),
    onCommit(committed) {
      onCommit(committed);
      if (committed.applied.some(({ rows }) => rows.length > 0)) change.announce();
    },
    onOutage(error) {
      if (error) logger.warn({ err: error }, 'the database is away; waiting');
      else logger.info('the database is back');
    },
  });
  const failed = Promise.withResolvers<Error>();
  const work = sequence.done.catch((error: Error) => {
    if (!signal.aborted) failed.resolve(error);
  });
  await sequence.resumed;
  return {
    database,
    change,
    events: schemaFeed(database, projection.schema, signal),
    signal,
    readiness: () => readinessOf(sequence.status()),
    status: () => ({ ...sequence.status() }),
    failed: failed.promise,
    close: async () => {
      await work;
      await connection.close();
    },
  };
}
