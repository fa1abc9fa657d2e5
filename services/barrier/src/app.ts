import { Change, databaseOf, defineService, schemaFeed } from '@baton/service-runtime';
import { Barrier } from './barrier.ts';
import { barrierConfig } from './config.ts';
import { barrierRoutes } from './routes.ts';

/** Joiner bootstrap and prepare-then-start, on every start path. docs/spec/barrier.md */
export const service = defineService({
  name: 'barrier',
  config: barrierConfig,
  schema: 'barrier',
  reads: ['chain', 'handoff', 'blobs'],
  async start(context) {
    const { config, telemetry, logger, signal } = context;
    const database = databaseOf(context);
    const change = new Change();
    const barrier = new Barrier({ config, database, change, telemetry, logger, signal });
    const failed = Promise.withResolvers<Error>();
    const work = barrier.run().catch(failed.resolve);
    return {
      routes: barrierRoutes({ database, change, events: schemaFeed(database, 'barrier', signal), barrier, signal }),
      readiness: () => barrier.readiness(),
      status: () => barrier.status(),
      failed: failed.promise,
      close: () => work,
    };
  },
});
