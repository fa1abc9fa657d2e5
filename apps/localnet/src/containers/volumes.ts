import { join } from 'node:path';
import { Layout } from '../layout.ts';

const VALIDATOR = /^validator-\d+$/;

/**
 * Where the volumes of a network of containers are mounted while it is made: one for each secret's holder, so that a
 * container is given its own and nobody else's.
 */
export class Volumes extends Layout {
  override get network(): string {
    return join(this.dir, 'genesis', 'network.json');
  }
  override get genesis(): string {
    return join(this.dir, 'genesis', 'genesis.json');
  }
  /** Keys of whoever is no validator and no sequencer are of use to the chain's owner alone. */
  override keys(name: string): string {
    const own = VALIDATOR.test(name) || name === 'sequencer';
    return own ? super.keys(name) : join(this.dir, 'genesis', name);
  }
  override configuration(name: string): string {
    return join(this.dir, 'config', name, 'baton.json');
  }
  /** What Prometheus asks for metrics. */
  get targets(): string {
    return join(this.dir, 'targets', 'baton.json');
  }
  /** The password of a role of Postgres. */
  password(role: string): string {
    return join(this.dir, 'postgres', role);
  }
}
