import { freezeProjection } from '@baton/projection';
import { startProjecting } from '@baton/projection/service';
import { databaseOf, defineService } from '@baton/service-runtime';
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
    const metrics = freezeMetrics(context.telemetry);
    await metrics.restore(databaseOf(context));
    const milestones = new Milestones(context.logger, context.telemetry);
    const projecting = await startProjecting(context, {
      ...freezeProjection,
      name: 'freeze-projector',
      onCommit(committed) {
        metrics.show(committed);
        milestones.observe(committed);
      },
    });
    return { ...projecting, routes: freezeRoutes(projecting) };
  },
});
