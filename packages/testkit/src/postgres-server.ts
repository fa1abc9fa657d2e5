import { rmSync } from 'node:fs';
import postgres from 'postgres';
import { freePort } from './free-port.ts';
import type { KeptFolder } from './kept-folder.ts';
import { ManagedProcess } from './managed-process.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { isInitialised, keptDataFolder, makeDataFolder, USER } from './postgres-data.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { unprivileged } from './unprivileged.ts';

const START_ATTEMPTS = 4;

export interface PostgresOptions {
  /** The data folder; a temporary one, removed at the end, if not given. */
  dir?: string;
  port?: number;
  maxConnections?: number;
  /** Off only where the data need not outlive the machine, as in tests. */
  fsync?: boolean;
  /** The data folder does not outlive the server, so that making it need not wait for the disk. */
  throwAway?: boolean;
  /** Where an initialised data folder is kept for the next time. */
  cache?: string;
  /** Done once, before the folder is kept, so that each server on a copy of it has the result; `key` names the result. */
  prepared?: { key: string; prepare: (server: PostgresServer) => Promise<void> };
  logFile?: string;
}

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly dir: string;
  readonly process: ManagedProcess;
  /** Connection URL of a database of this server. */
  url(database?: string): string;
  close(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Makes a data folder for the next server with the same `cache` and `prepared`, at low priority; false if it can't be. */
  makeSpare(signal: AbortSignal): Promise<boolean>;
}

/** A real Postgres on loopback, from the npm package, as root or as a plain user. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const binaries = await postgresBinaries();
  const dir = options.dir ?? temporaryFolder('postgres');
  const { throwAway = options.fsync === false, cache, prepared } = options;
  const kept = cache === undefined ? undefined : keptDataFolder(cache, binaries.initdb, prepared?.key);
  if (!isInitialised(dir)) {
    await makeDataFolder(binaries.initdb, {
      dir,
      sync: !throwAway,
      ...(kept === undefined ? {} : { kept }),
      ...(prepared === undefined ? {} : { fill: filling(prepared) }),
    });
  }
  let port = options.port ?? (await freePort());
  for (let attempt = 1; ; attempt++) {
    const managed = new ManagedProcess(specification(binaries.postgres, dir, port, options));
    try {
      await managed.start();
    } catch (error) {
      const taken = managed.tail().some((line) => line.includes('could not bind'));
      if (!taken || options.port !== undefined || attempt === START_ATTEMPTS) throw error;
      port = await freePort();
      continue;
    }
    return handle(managed, { dir, port, temporary: options.dir === undefined, kept });
  }
}

function filling({ prepare }: NonNullable<PostgresOptions['prepared']>) {
  return async (dir: string) => {
    const server = await startPostgres({ dir });
    try {
      await prepare(server);
    } finally {
      await server.close();
    }
  };
}

interface Place {
  dir: string;
  port: number;
  /** Removed at the end. */
  temporary: boolean;
  kept: KeptFolder | undefined;
}

function handle(managed: ManagedProcess, { dir, port, temporary, kept }: Place): PostgresServer {
  const close = async () => {
    await managed.stop();
    if (temporary) rmSync(dir, { recursive: true, force: true });
  };
  return {
    port,
    dir,
    process: managed,
    url: (database = 'postgres') => databaseUrl(port, database),
    close,
    [Symbol.asyncDispose]: close,
    stop: async () => void (await managed.stop()),
    kill: async () => void (await managed.kill()),
    restart: () => managed.restart(),
    makeSpare: async (signal) => (await kept?.makeSpare(signal)) ?? false,
  };
}

function databaseUrl(port: number, database: string): string {
  return `postgres://${USER}@127.0.0.1:${port}/${database}`;
}

function specification(binary: string, dir: string, port: number, options: PostgresOptions) {
  const fsync = options.fsync ?? true;
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const line = unprivileged(binary, args);
  return {
    name: 'postgres',
    ...line,
    cwd: dir,
    // "Fast": rolls open transactions back and ends; "immediate" where nobody is left to wait for it.
    stopSignal: 'SIGINT' as const,
    orphanSignal: 'SIGQUIT' as const,
    ready: () => answers(port),
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  };
}

async function answers(port: number): Promise<boolean> {
  const sql = postgres(databaseUrl(port, 'postgres'), { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
