import { defineService, type RunningService } from '@baton/service-runtime';
import { consoleConfig } from './config.ts';
import { consoleRoutes } from './routes.ts';

/** Serves the console's pages and passes their questions on to the services they ask about. docs/spec/console.md */
export const service = defineService({
  name: 'console',
  config: consoleConfig,
  async start({ config, logger, signal }): Promise<RunningService> {
    const face = consoleRoutes(config, logger, signal);
    return {
      routes: face.routes,
      readiness: () => ({ ready: true }),
      status: () => ({ opened: face.opened(), validators: config.consoleValidators?.length ?? 1 }),
      failed: new Promise<Error>(() => undefined),
      close: async () => undefined,
    };
  },
});
