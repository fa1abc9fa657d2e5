import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveNatsKey } from '@baton/keys';
import type { LogAccess } from '@baton/log';
import { freePorts, ManagedProcess, natsServerBinary, temporaryFolder } from '@baton/testkit';
import { Authority } from './certificates.ts';

const CONFIGURATION = fileURLToPath(new URL('../../../deploy/nats', import.meta.url));

/** Users of `deploy/nats/accounts.conf`, by the variable that holds their key and their inbox. */
const USERS = {
  sequencer: { variable: 'SEQUENCER_NKEY', inbox: '_INBOX_sequencer' },
  validator: { variable: 'VALIDATOR_1_NKEY', inbox: '_INBOX_validator1' },
  otherValidator: { variable: 'VALIDATOR_2_NKEY', inbox: '_INBOX_validator2' },
  observer: { variable: 'OBSERVER_NKEY', inbox: '_INBOX_observer' },
} as const;
export type User = keyof typeof USERS;

interface Ports {
  client: number;
  monitor: number;
  cluster: number;
}

/** nats-servers on the configuration that operators are given, with keys and certificates of their own. */
export class SecuredNats implements AsyncDisposable {
  readonly dir: string;
  readonly monitorUrl: string;
  readonly servers: ManagedProcess[];
  readonly #access: Record<User, LogAccess>;

  private constructor(dir: string, ports: Ports[], servers: ManagedProcess[], access: Record<User, LogAccess>) {
    this.dir = dir;
    this.monitorUrl = ports.map(({ monitor }) => `http://127.0.0.1:${monitor}`).join(',');
    this.servers = servers;
    this.#access = access;
  }

  /** One server, or a cluster of several. */
  static async start(size = 1): Promise<SecuredNats> {
    const dir = temporaryFolder('secured-nats');
    const free = await freePorts(3 * size);
    const ports = Array.from({ length: size }, (_, index): Ports => {
      const [client = 0, monitor = 0, cluster = 0] = free.slice(3 * index);
      return { client, monitor, cluster };
    });
    cpSync(CONFIGURATION, dir, { recursive: true });
    const main = join(dir, 'nats-server.conf');
    if (size > 1) writeFileSync(main, `${readFileSync(main, 'utf8')}\ninclude "cluster.conf"\n`);
    const authority = await Authority.create(dir);
    const [server, client] = [await authority.issue('server'), await authority.issue('client')];
    const keys: Record<string, string> = {};
    const access = {} as Record<User, LogAccess>;
    for (const user of Object.keys(USERS) as User[]) {
      const { path, publicKey } = await saveNatsKey(join(dir, user));
      keys[USERS[user].variable] = publicKey;
      access[user] = {
        natsUrl: ports.map((one) => `tls://localhost:${one.client}`).join(','),
        natsNkeyFile: path,
        natsTlsCaFile: authority.file,
        natsTlsCertificateFile: client.certificate,
        natsTlsKeyFile: client.key,
        natsInboxPrefix: USERS[user].inbox,
      };
    }
    const environment = {
      ...keys,
      NATS_CERTIFICATE: server.certificate,
      NATS_KEY: server.key,
      NATS_CA: authority.file,
      NATS_CLUSTER: 'baton',
      NATS_ROUTES: `[${ports.map(({ cluster }) => `"tls://localhost:${cluster}"`).join(', ')}]`,
    };
    const command = await natsServerBinary();
    const servers = ports.map((one, index) => serverOf(command, main, join(dir, `store-${index}`), one, environment));
    await Promise.all(servers.map((one) => one.start()));
    return new SecuredNats(dir, ports, servers, access);
  }

  /** Everything that this user configures. */
  as(user: User): LogAccess {
    return this.#access[user];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function serverOf(
  command: string,
  configuration: string,
  store: string,
  { client, monitor, cluster }: Ports,
  environment: Record<string, string>,
): ManagedProcess {
  return new ManagedProcess({
    name: 'nats-server',
    command,
    args: ['--config', configuration],
    env: {
      ...environment,
      NATS_NAME: `log-${client}`,
      NATS_LISTEN: `127.0.0.1:${client}`,
      NATS_MONITOR: `127.0.0.1:${monitor}`,
      NATS_CLUSTER_LISTEN: `127.0.0.1:${cluster}`,
      NATS_STORE: store,
    },
    ready: async () => (await fetch(`http://127.0.0.1:${monitor}/healthz`)).ok,
  });
}
