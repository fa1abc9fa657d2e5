import { handoffProjection } from '@baton/projection';
import { startProjecting } from '@baton/projection/service';
import { databaseOf, defineService } from '@baton/service-runtime';
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
    const { config, logger, telemetry } = context;
    const metrics = handoffMetrics(telemetry);
    await metrics.restore(databaseOf(context));
    const checkpoints = checkpointMetrics(telemetry);
    await checkpoints.restore(databaseOf(context));
    const milestones = new Milestones(logger, telemetry);
    const projecting = await startProjecting(context, {
      ...handoffProjection,
      name: 'aggregator',
      onCommit(committed) {
        metrics.show(committed);
        checkpoints.show(committed);
        milestones.observe(committed);
      },
    });
    const requestsPerMinute = config.certificatePeerRequestsPerMinute ?? PEER_REQUESTS_PER_MINUTE;
    return {
      ...projecting,
      routes: handoffRoutes({ ...projecting, grace: config }),
      peerRoutes: handoffPeerRoutes(projecting, requestsPerMinute),
    };
  },
});
