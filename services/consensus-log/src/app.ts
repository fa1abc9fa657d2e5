import { loadSequencerKey } from '@baton/keys';
import { checkDurability, jetStreamEpochs, jetStreamStores, patientStore } from '@baton/log';
import { ConfigurationError, connectService, defineService } from '@baton/service-runtime';
import { connectSui, createChainReader } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import type { Static } from 'typebox';
import type { ChainSource } from './chain-source.ts';
import { consensusLogConfig } from './config.ts';
import { ConsensusLog } from './consensus-log.ts';
import { CommitEvents } from './inspection/commit-events.ts';
import { inspectionRoutes } from './inspection/routes.ts';
import { NatsResponder } from './nats-responder.ts';
import { logRoutes } from './routes.ts';
import type { SequencerSettings } from './settings.ts';
import { submitDoor } from './submit-door.ts';
import { telemetryObserver } from './telemetry-observer.ts';

export type { ChainFacts, ChainSource } from './chain-source.ts';

type Config = Static<typeof consensusLogConfig>;

/** The service over a chain of the caller's choosing: the real one in `service`, a scripted one in tests. */
export function consensusLogService(chainOf: (config: Config, logger: Logger) => ChainSource) {
  return defineService({
    name: 'consensus-log',
    config: consensusLogConfig,
    async start({ config, logger, telemetry, signal }) {
      const settings = await readSettings(config);
      await refuseUnsafe(config, logger, signal);
      const connection = await connectService({ config, logger, signal }, 'consensus-log');
      const openStore = await jetStreamStores(connection, config.network, { replicas: config.streamReplicas });
      const epochs = await jetStreamEpochs(connection, config.network);
      const observer = telemetryObserver(telemetry, logger);
      const events = new CommitEvents();
      const startedAt = new Date().toISOString();
      const log = new ConsensusLog({
        openStore: (epoch) => patientStore(openStore(epoch), signal),
        chain: chainOf(config, logger),
        settings,
        observer: {
          ...observer,
          committed(commit, seconds) {
            observer.committed(commit, seconds);
            events.committed(commit);
          },
          roleChanged(role, epoch) {
            observer.roleChanged(role, epoch);
            responder.listen(role === 'active');
          },
        },
      });
      telemetry.beforeScrape(() => observer.queued(log.queued));
      const door = submitDoor(log, telemetry);
      const responder = new NatsResponder(connection, config.network, door, logger);
      const failed = Promise.withResolvers<Error>();
      const work = log.run(signal).catch(failed.resolve);
      connection.closed().then((error) => {
        if (!signal.aborted) failed.resolve(error ?? new Error('the connection to nats-server has ended'));
      });
      return {
        async routes(app) {
          await app.register(logRoutes({ log, network: config.network, door, signal }));
          await app.register(
            inspectionRoutes({
              openStore,
              epochs,
              sequencerKey: settings.sequencerKey,
              events: events.feed,
              present: () => log.ledger?.epoch ?? null,
              findKey: (key) => log.findKey(key),
            }),
          );
        },
        readiness: () =>
          log.role === 'starting' ? { ready: false, waitingFor: 'an open epoch', since: startedAt } : { ready: true },
        status: () => statusOf(log),
        failed: failed.promise,
        async close() {
          responder.listen(false);
          await work;
          await connection.drain();
        },
      };
    },
  });
}

/** Admission, sequencer, commit clock and epoch streams. docs/spec/log.md */
export const service = consensusLogService(({ suiUrl, systemObjectId, coordinatorObjectId }, logger) => {
  const options = {
    systemObjectId,
    coordinatorObjectId,
    onOutage(error: Error | null) {
      if (error) logger.warn({ err: error }, 'the chain can not be read; the log goes on');
      else logger.info('the chain can be read again');
    },
  };
  return createChainReader(options, { client: connectSui(suiUrl) });
});

async function readSettings(config: Config): Promise<SequencerSettings> {
  const signer = await loadSequencerKey(config.keysDir);
  if (signer.publicKey !== config.sequencerKey) {
    throw new ConfigurationError([{ key: 'sequencerKey', problem: 'is not the public key of the key in keysDir' }]);
  }
  const { mpcDataFreezeGraceRounds, endOfPublishGraceRounds } = config;
  return {
    network: config.network,
    sequencerKey: signer.publicKey,
    sign: signer.sign,
    now: Date.now,
    commitIntervalMs: config.commitIntervalMs,
    takeoverMs: config.takeoverMs,
    pendingMax: config.pendingMessagesMax,
    epochMessagesMax: config.epochMessagesMax,
    rateLimit: { burst: config.authorMessagesBurst, perSecond: config.authorMessagesPerSecond },
    protocolOverrides: { mpcDataFreezeGraceRounds, endOfPublishGraceRounds },
  };
}

async function refuseUnsafe(config: Config, logger: Logger, signal: AbortSignal): Promise<void> {
  const { natsMonitorUrl, allowUnsafeDurability } = config;
  if (natsMonitorUrl === undefined) {
    if (!allowUnsafeDurability) {
      const problem =
        'is required: without it nothing is known of the durability of the log (or allowUnsafeDurability)';
      throw new ConfigurationError([{ key: 'natsMonitorUrl', problem }]);
    }
    return logger.error({ code: 'LOG_UNSAFE' }, 'the durability of the log was not checked, as configured');
  }
  const { problems, warnings } = await checkDurability(natsMonitorUrl, { allowUnsafe: allowUnsafeDurability, signal });
  if (problems.length > 0) logger.error({ code: 'LOG_UNSAFE', problems }, 'the log is UNSAFE: it may lose messages');
  for (const warning of warnings) logger.warn({ warning }, 'durability of the log');
}

function statusOf(log: ConsensusLog): Record<string, unknown> {
  const { role, ledger, queued } = log;
  const { epoch, round, closed, ended } = ledger ?? { epoch: null, round: null, closed: null, ended: null };
  return { role, epoch, round, closed, ended, queued };
}
