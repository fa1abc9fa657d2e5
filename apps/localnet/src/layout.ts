import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything of a localnet lies under its one directory. */
export class Layout {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** What was chosen when the network was made; a later run goes on with it. */
  get network(): string {
    return join(this.dir, 'network.json');
  }
  get genesis(): string {
    return join(this.dir, 'genesis.json');
  }
  get lock(): string {
    return join(this.dir, 'localnet.pid');
  }
  get nats(): string {
    return join(this.dir, 'nats');
  }
  get postgres(): string {
    return join(this.dir, 'postgres');
  }
  get devchain(): string {
    return join(this.dir, 'devchain');
  }
  get certificates(): string {
    return join(this.dir, 'certificates');
  }
  get folders(): string[] {
    return ['keys', 'config', 'data', 'logs', 'run', 'certificates', 'nats', 'devchain'].map((name) =>
      join(this.dir, name),
    );
  }

  /** Removes everything but the certificates. */
  clear(): void {
    const certificates = readdirSync(this.certificates).length;
    for (const name of readdirSync(this.dir)) {
      const path = join(this.dir, name);
      if (certificates === 0 || path !== this.certificates) rmSync(path, { recursive: true, force: true });
    }
    if (certificates === 0) rmSync(this.dir, { recursive: true, force: true });
  }

  keys(name: string): string {
    return join(this.dir, 'keys', name);
  }
  configuration(name: string): string {
    return join(this.dir, 'config', `${name}.json`);
  }
  data(name: string): string {
    return join(this.dir, 'data', name);
  }
  log(name: string): string {
    return join(this.dir, 'logs', `${name}.log`);
  }
  ready(name: string): string {
    return join(this.dir, 'run', `${name}.ready.json`);
  }
}
