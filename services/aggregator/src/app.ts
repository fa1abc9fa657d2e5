import { jetStreamStores } from '@baton/log';
import { epochLogs, handoffProjection, readinessOf, runEpochSequence } from '@baton/projection';
import type { AuthorityName, ConsensusKey } from '@baton/protocol';
import { Change, databaseOf, defineService } from '@baton/service-runtime';
import { connect } from '@nats-io/transport-node';
import { checkpointMetrics } from './checkpoint-metrics.ts';
import { aggregatorConfig, PEER_REQUESTS_PER_MINUTE } from './config.ts';
import { handoffMetrics } from './metrics.ts';
import { Milestones } from './milestones.ts';
import { handoffPeerRoutes, handoffRoutes } from './routes.ts';

/** EndOfPublish votes, handoff signatures, certificates and the close, from the log into Postgres. docs/spec/handoff.md */
export const service = defineService({
  name: 'aggregator',
  config: aggregatorConfig,
  schema: 'handoff',
  reads: ['barrier', 'chain'],
  async start(context) {
    const { config, logger, telemetry, signal } = context;
    const database = databaseOf(context);
    const connection = await connect({
      servers: config.natsUrl,
      name: 'aggregator',
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
    });
    const sequencerKey = config.sequencerKey as ConsensusKey;
    const metrics = handoffMetrics(telemetry);
    const checkpoints = checkpointMetrics(telemetry);
    const milestones = new Milestones(logger);
    const change = new Change();
    const sequence = runEpochSequence({
      ...handoffProjection,
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
        checkpoints.show(committed);
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
    const routes = { database, change, signal };
    return {
      routes: handoffRoutes(routes),
      peerRoutes: handoffPeerRoutes(routes, config.certificatePeerRequestsPerMinute ?? PEER_REQUESTS_PER_MINUTE),
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
