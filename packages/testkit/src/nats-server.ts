import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess } from './managed-process.ts';
import { natsServerBinary } from './nats-binary.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface NatsOptions {
  /** Configuration, port files and the JetStream store; a temporary folder, removed at the end, if not given. */
  dir?: string;
  /** Client port; any free one if not given. It stays the same over restarts. */
  port?: number;
  monitorPort?: number;
  name?: string;
  /** How often JetStream flushes to disk: always, unless a test wants to show that anything else is refused. */
  syncInterval?: 'always' | '2m';
  /** Further lines of the server's configuration. */
  extraConfig?: string;
  logFile?: string;
}

export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  readonly monitorUrl: string;
  readonly port: number;
  readonly dir: string;
  readonly process: ManagedProcess;
  /** Stops it and removes what was temporary. */
  close(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** The same server on the same ports and store, after stop(), kill() or while it runs. */
  restart(): Promise<void>;
}

/** A real nats-server with JetStream on loopback, with fsync on every write. */
export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const binary = await natsServerBinary();
  const dir = options.dir ?? temporaryFolder('nats');
  mkdirSync(join(dir, 'jetstream'), { recursive: true });
  const config = join(dir, 'nats-server.conf');
  let ports = { client: options.port ?? -1, monitor: options.monitorPort ?? -1 };
  const write = () => writeFileSync(config, configuration(dir, ports, options));
  const managed = new ManagedProcess({
    name: options.name ?? 'nats-server',
    command: binary,
    args: ['--config', config],
    ready: async (process) => {
      const given = readPorts(dir, process.pid);
      if (given === undefined) return false;
      ports = given;
      const answer = await fetch(`http://127.0.0.1:${ports.monitor}/healthz`);
      return answer.ok;
    },
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  });
  write();
  await managed.start();
  const close = async () => {
    await managed.stop();
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  return {
    url: `nats://127.0.0.1:${ports.client}`,
    monitorUrl: `http://127.0.0.1:${ports.monitor}`,
    port: ports.client,
    dir,
    process: managed,
    close,
    [Symbol.asyncDispose]: close,
    stop: async () => void (await managed.stop()),
    kill: async () => void (await managed.kill()),
    restart: async () => {
      await managed.stop();
      write();
      await managed.start();
    },
  };
}

function configuration(dir: string, ports: { client: number; monitor: number }, options: NatsOptions): string {
  return [
    `server_name: ${JSON.stringify(options.name ?? 'baton')}`,
    'host: "127.0.0.1"',
    `port: ${ports.client}`,
    `http: "127.0.0.1:${ports.monitor}"`,
    `ports_file_dir: ${JSON.stringify(dir)}`,
    `jetstream { store_dir: ${JSON.stringify(join(dir, 'jetstream'))}, sync_interval: ${options.syncInterval ?? 'always'} }`,
    options.extraConfig ?? '',
    '',
  ].join('\n');
}

/** The server writes the ports it got to a file named after itself and its pid. */
function readPorts(dir: string, pid: number | undefined): { client: number; monitor: number } | undefined {
  let text: string;
  try {
    text = readFileSync(join(dir, `nats-server_${pid}.ports`), 'utf8');
  } catch {
    return undefined;
  }
  const file = JSON.parse(text) as { nats?: string[]; monitoring?: string[] };
  const [client, monitor] = [file.nats?.[0], file.monitoring?.[0]].map((url) => Number(/:(\d+)$/.exec(url ?? '')?.[1]));
  return client && monitor ? { client, monitor } : undefined;
}
