import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveNatsKey } from '@baton/keys';
import type { LogAccess } from '@baton/log';
import { freePorts, ManagedProcess, natsServerBinary, temporaryFolder } from '@baton/testkit';
import { Authority } from './certificates.ts';

const CONFIGURATION = fileURLToPath(new URL('../../../deploy/nats/nats-server.conf', import.meta.url));

/** Users of `deploy/nats/accounts.conf`, by the variable that holds their key and their inbox. */
const USERS = {
  sequencer: { variable: 'SEQUENCER_NKEY', inbox: '_INBOX_sequencer' },
  validator: { variable: 'VALIDATOR_1_NKEY', inbox: '_INBOX_validator1' },
  otherValidator: { variable: 'VALIDATOR_2_NKEY', inbox: '_INBOX_validator2' },
  observer: { variable: 'OBSERVER_NKEY', inbox: '_INBOX_observer' },
} as const;
export type User = keyof typeof USERS;

/** nats-server on the configuration that operators are given, with keys and certificates of its own. */
export class SecuredNats implements AsyncDisposable {
  readonly dir: string;
  readonly url: string;
  readonly monitorUrl: string;
  readonly process: ManagedProcess;
  readonly #access: Record<User, LogAccess>;

  private constructor(
    dir: string,
    url: string,
    monitorUrl: string,
    process: ManagedProcess,
    access: Record<User, LogAccess>,
  ) {
    this.dir = dir;
    this.url = url;
    this.monitorUrl = monitorUrl;
    this.process = process;
    this.#access = access;
  }

  static async start(): Promise<SecuredNats> {
    const dir = temporaryFolder('secured-nats');
    const [port, monitor] = await freePorts(2);
    const authority = await Authority.create(dir);
    const [server, client] = [await authority.issue('server'), await authority.issue('client')];
    const url = `tls://localhost:${port}`;
    const keys: Record<string, string> = {};
    const access = {} as Record<User, LogAccess>;
    for (const user of Object.keys(USERS) as User[]) {
      const { path, publicKey } = await saveNatsKey(join(dir, user));
      keys[USERS[user].variable] = publicKey;
      access[user] = {
        natsUrl: url,
        natsNkeyFile: path,
        natsTlsCaFile: authority.file,
        natsTlsCertificateFile: client.certificate,
        natsTlsKeyFile: client.key,
        natsInboxPrefix: USERS[user].inbox,
      };
    }
    const monitorUrl = `http://127.0.0.1:${monitor}`;
    const process = new ManagedProcess({
      name: 'nats-server',
      command: await natsServerBinary(),
      args: ['--config', CONFIGURATION],
      env: {
        ...keys,
        NATS_NAME: 'secured',
        NATS_LISTEN: `127.0.0.1:${port}`,
        NATS_MONITOR: `127.0.0.1:${monitor}`,
        NATS_STORE: dir,
        NATS_CERTIFICATE: server.certificate,
        NATS_KEY: server.key,
        NATS_CA: authority.file,
      },
      ready: async () => (await fetch(`${monitorUrl}/healthz`)).ok,
    });
    await process.start();
    return new SecuredNats(dir, url, monitorUrl, process, access);
  }

  /** Everything that this user configures. */
  as(user: User): LogAccess {
    return this.#access[user];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
