import { databaseOf, defineService } from '@baton/service-runtime';
import { sessionRunnerConfig } from './config.ts';
import { createEngineInterface } from './engine-client.ts';
import { NetworkKeySessions } from './network-key-sessions.ts';
import { OUTPUT_BYTES, outputSource } from './output.ts';
import { sessionRoutes } from './routes.ts';
import { Runner } from './runner.ts';

/** Stands in for the MPC engine behind its public interface. docs/spec/producer.md#sessions */
export const service = defineService({
  name: 'session-runner',
  config: sessionRunnerConfig,
  schema: 'sessions',
  async start(context) {
    const { config, logger, telemetry, signal } = context;
    const { db } = databaseOf(context);
    const engine = createEngineInterface(config.engineUrl, signal);
    const outputs = outputSource({
      files: {
        ...(config.networkKeyOutputFile === undefined ? {} : { dkg: config.networkKeyOutputFile }),
        ...(config.reconfigurationOutputFile === undefined
          ? {}
          : { reconfiguration: config.reconfigurationOutputFile }),
      },
      sizeBytes: config.sessionOutputBytes ?? OUTPUT_BYTES,
    });
    const networkKeys = new NetworkKeySessions({
      network: config.network,
      db,
      engine,
      outputs,
      computeDelayMs: config.sessionComputeDelayMs ?? 0,
      telemetry,
      logger,
      signal,
    });
    const runner = new Runner({ engine, workloads: [networkKeys], logger, signal });
    const failed = Promise.withResolvers<Error>();
    const work = runner.run().catch((error: Error) => failed.resolve(error));
    return {
      routes: sessionRoutes(db, runner),
      readiness: () => ({ ready: true }),
      status: () => ({ epoch: runner.epoch, running: networkKeys.running.length }),
      failed: failed.promise,
      close: async () => void (await work),
    };
  },
});
