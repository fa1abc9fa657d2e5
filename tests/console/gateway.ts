import { type ConsoleValidator, service } from '@baton/console-gateway';
import { hostServices } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';

export interface RunningGateway {
  /** The console's start page. */
  readonly consoleUrl: string;
  close(): Promise<void>;
}

/** The gateway as it is mounted everywhere, over the pages that the project's own build made. */
export async function startGateway(options: {
  network: string;
  validators: readonly ConsoleValidator[];
  consensusLogUrl?: string;
  traceUrl?: string;
}): Promise<RunningGateway> {
  const { network, validators, consensusLogUrl, traceUrl } = options;
  const configuration = {
    network,
    consoleValidators: [...validators],
    consensusLogUrl: consensusLogUrl ?? 'http://127.0.0.1:9',
    ...(traceUrl === undefined ? {} : { traceUrl }),
  };
  const logger = createLogger({ name: 'console', level: 'silent' });
  const host = await hostServices([service], configuration, { logger, env: {} });
  return { consoleUrl: `${host.internalUrl}/console/`, close: () => host.close() };
}
