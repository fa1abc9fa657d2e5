import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ConsoleValidator, service } from '@baton/console-gateway';
import { hostServices } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';

const PAGES = fileURLToPath(new URL('../../bootstrap/console-pages.mjs', import.meta.url));

export interface RunningGateway {
  /** The console's start page. */
  readonly consoleUrl: string;
  close(): Promise<void>;
}

/** The gateway as it is mounted everywhere, over the pages that the project's own build makes unless they are there. */
export async function startGateway(options: {
  network: string;
  validators: readonly ConsoleValidator[];
  consensusLogUrl?: string;
  traceUrl?: string;
  port?: number;
}): Promise<RunningGateway> {
  await promisify(execFile)(process.execPath, [PAGES]);
  const { network, validators, consensusLogUrl, traceUrl, port } = options;
  const configuration = {
    network,
    consoleValidators: [...validators],
    consensusLogUrl: consensusLogUrl ?? 'http://127.0.0.1:9',
    ...(traceUrl === undefined ? {} : { traceUrl }),
    ...(port === undefined ? {} : { internalPort: port }),
  };
  const logger = createLogger({ name: 'console', level: 'silent' });
  const host = await hostServices([service], configuration, { logger, env: {} });
  return { consoleUrl: `${host.internalUrl}/console/`, close: () => host.close() };
}
