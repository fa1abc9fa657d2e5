import type { NatsOptions } from '../nats-server.ts';
import type { TestNats } from '../servers.ts';
import { startContainer } from './container-server.ts';
import { pinnedImage } from './images.ts';

const CLIENT_PORT = 4222;
const MONITOR_PORT = 8222;
const CONFIGURATION = '/etc/baton.conf';

/** nats-server of the pinned image, with JetStream and fsync on every write. */
export async function startNats(options: Pick<NatsOptions, 'syncInterval' | 'extraConfig'> = {}): Promise<TestNats> {
  const content = [
    'server_name: "baton"',
    `port: ${CLIENT_PORT}`,
    `http: ${MONITOR_PORT}`,
    `jetstream { store_dir: "/data", sync_interval: ${options.syncInterval ?? 'always'} }`,
    options.extraConfig ?? '',
    '',
  ].join('\n');
  const server = await startContainer({
    image: pinnedImage('NATS_IMAGE'),
    command: ['--config', CONFIGURATION],
    files: [{ content, target: CONFIGURATION }],
    ports: [CLIENT_PORT, MONITOR_PORT],
    firstLine: /Server is ready/,
    ready: async (address) => (await fetch(`http://${address(MONITOR_PORT)}/healthz`)).ok,
  });
  return {
    ...server,
    url: `nats://${server.address(CLIENT_PORT)}`,
    monitorUrl: `http://${server.address(MONITOR_PORT)}`,
  };
}
