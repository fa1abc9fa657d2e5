import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which systems take ports for outgoing connections: one that is found free there can be taken by
 * any client before its server listens.
 */
const PORTS = { first: 10_000, end: 30_000 } as const;
const TRIES_MAX = 100;

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => resolve(true));
  });
  if (free) await new Promise<void>((resolve) => server.close(() => resolve()));
  return free;
}

/** A TCP port of the loopback interface that was free a moment ago. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(PORTS.first, PORTS.end);
    if (await isFree(port, host)) return port;
  }
  throw new Error(`no free TCP port among ${TRIES_MAX} between ${PORTS.first} and ${PORTS.end}`);
}

/** `count` different ports, each free a moment ago and none of `except`: ports that are spoken for, though nobody listens yet. */
export async function freePorts(count: number, except: readonly number[] = []): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = await freePort();
    if (!except.includes(port)) ports.add(port);
  }
  return [...ports];
}
