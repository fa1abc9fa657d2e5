import { sessionsQueries } from '@baton/read-model';
import { databaseOf, defineService, schemaFeed } from '@baton/service-runtime';
import { sessionRunnerConfig } from './config.ts';
import { createEngineInterface } from './engine-client.ts';
import { instantiator } from './instantiation.ts';
import { KeyAdoption } from './key-adoption.ts';
import { sessionMetrics } from './metrics.ts';
import { NetworkKeySessions } from './network-key-sessions.ts';
import { OUTPUT_BYTES, outputSource } from './output.ts';
import { sessionRoutes } from './routes.ts';
import { Runner } from './runner.ts';
import { UserSessions } from './user-sessions.ts';

/** Stands in for the MPC engine behind its public interface. docs/spec/producer.md#sessions */
export const service = defineService({
  name: 'session-runner',
  config: sessionRunnerConfig,
  schema: 'sessions',
  async start(context) {
    const { config, logger, telemetry, signal } = context;
    const database = databaseOf(context);
    const { db } = database;
    const { network } = config;
    const engine = createEngineInterface(config.engineUrl, signal);
    const metrics = sessionMetrics(telemetry);
    const computeDelayMs = config.sessionComputeDelayMs ?? 0;
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
      network,
      db,
      engine,
      outputs,
      computeDelayMs,
      telemetry,
      logger,
      signal,
    });
    const adoption = new KeyAdoption({
      engine,
      instantiate: instantiator(engine, config.keyInstantiationDelayMs ?? 0),
      producedInEpoch: async (epoch, keyId) => {
        const rows = await sessionsQueries.networkKeySessions(db, epoch);
        return rows.find((row) => row.keyId === keyId && row.output === 'reconfiguration')?.outputDigest ?? null;
      },
      metrics,
      logger,
      signal,
    });
    const userSessions = new UserSessions({
      network,
      engine,
      computeDelayMs,
      keyed: (epoch) => adoption.isKeyed(epoch),
      metrics,
      logger,
    });
    const runner = new Runner({ engine, workloads: [networkKeys, adoption, userSessions], logger, signal });
    const failed = Promise.withResolvers<Error>();
    const work = runner.run().catch((error: Error) => failed.resolve(error));
    return {
      routes: sessionRoutes({
        db,
        runner,
        networkKeys,
        adoption,
        userSessions,
        events: schemaFeed(database, 'sessions', signal),
      }),
      readiness: () => ({ ready: true }),
      status: () => ({
        state: runner.epoch === null ? 'idle' : networkKeys.waiting === null ? 'working' : 'waiting',
        waitingFor:
          runner.epoch === null ? 'an epoch in which this node takes part' : (networkKeys.waiting?.for ?? null),
        since: runner.epoch === null ? runner.since : (networkKeys.waiting?.since ?? runner.since),
        epoch: runner.epoch,
        running: networkKeys.running.length,
        userSessions: userSessions.summary(),
        strandedKeys: adoption.keys.filter((key) => key.stranded).length,
      }),
      failed: failed.promise,
      close: async () => void (await work),
    };
  },
});
