import { unusable } from './failure.ts';
import { Field, readJson } from './json-input.ts';

const EVERYWHERE = ['0.0.0.0', '::'];
const LOOPBACK = '127.0.0.1';

export interface Listener {
  url: URL;
  kind: 'node' | 'consensus-log';
}

/** Where the process of a configuration file answers on its internal side. */
export function readListener(path: string): Listener {
  const file = new Field(readJson(path), path);
  const host = file.maybe('internalHost')?.text() ?? LOOPBACK;
  const port = file.maybe('internalPort')?.number() ?? 0;
  if (port === 0) throw unusable(`${path} lets the system choose its internalPort; give the address itself`);
  const reachable = EVERYWHERE.includes(host) ? LOOPBACK : host;
  return {
    url: new URL(`http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/`),
    kind: file.has('databaseUrl') ? 'node' : 'consensus-log',
  };
}
