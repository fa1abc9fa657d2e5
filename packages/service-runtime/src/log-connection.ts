import { connectToLog, type LogAccess } from '@baton/log';
import type { ServiceContext } from './service.ts';

/** A service's connection to the server of the log, with what befalls it in the service's records. */
export function connectService(
  { config, logger, signal }: Pick<ServiceContext<LogAccess>, 'config' | 'logger' | 'signal'>,
  name: string,
): ReturnType<typeof connectToLog> {
  return connectToLog(config, {
    name,
    signal,
    onOutage(error) {
      if (error) logger.warn({ err: error }, 'nats-server is away; waiting');
      else logger.info('nats-server answers');
    },
    onRefused: (error) => logger.error({ err: error }, 'nats-server refuses what this user may not do'),
  });
}
