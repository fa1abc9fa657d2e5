import { jetStreamStores } from '@baton/log';
import { epochLogs, freezeProjection, readinessOf, runEpochSequence } from '@baton/projection';
import type { AuthorityName, ConsensusKey } from '@baton/protocol';
import { Change, databaseOf, defineService } from '@baton/service-runtime';
import { connect } from '@nats-io/transport-node';
import { freezeProjectorConfig } from './config.ts';
import { freezeMetrics } from './metrics.ts';
import { Milestones } from './milestones.ts';
import { freezeRoutes } from './routes.ts';

/** Announcements, ready signals and the freeze, from the log into Postgres. docs/spec/freeze.md */
export const service = defineService({
  name: 'freeze-projector',
  config: freezeProjectorConfig,
  schema: 'freeze',
  reads: ['barrier', 'chain'],
  async start(context) {
    const { config, logger, telemetry, signal } = context;
    const database = databaseOf(context);
    const connection = await connect({
      servers: config.natsUrl,
      name: 'freeze-projector',
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
    });
    const sequencerKey = config.sequencerKey as ConsensusKey;
    const metrics = freezeMetrics(telemetry);
    const milestones = new Milestones(logger);
    const change = new Change();
    const sequence = runEpochSequence({
      ...freezeProjection,
      database,
      network: config.network,
      sequencerKey,
      self: config.authority as AuthorityName | undefined,
      configuration: config,
      openLog: epochLogs(await jetStreamStores(connection, config.network), sequencerKey),
      telemetry,
      signal,
      onEpoch: ({ epoch }) => logger.info({ epoch }, 'folding the log of this epoch'),
      onPassedOver: (epoch) => logger.warn({ epoch }, 'the log of this epoch is gone; going on with a later one'),
      onCommit(committed) {
        metrics.show(committed, sequence.status().lag);
        milestones.observe(committed);
        if (committed.applied.some(({ rows }) => rows.length > 0)) change.announce();
      },
      onTransaction: metrics.observeTransaction,
      onOutage(error) {
        if (error) logger.warn({ err: error }, 'the database is away; waiting');
        else logger.info('the database is back');
      },
    });
    const failed = Promise.withResolvers<Error>();
    const work = sequence.done.catch((error: Error) => {
      if (!signal.aborted) failed.resolve(error);
    });
    return {
      routes: freezeRoutes({ database, change, signal }),
      readiness: () => readinessOf(sequence.status()),
      status: () => ({ ...sequence.status() }),
      failed: failed.promise,
      close: async () => {
        await work;
        await connection.close();
      },
    };
  },
});
