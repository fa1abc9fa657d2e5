import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Localnet, runLocalnet } from '@baton/localnet';
import { attestationDigest, decodeCertificate, encodeCertificate } from '@baton/protocol';
import { createDatabase, freePorts, ManagedProcess, type TestDatabase, until } from '@baton/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkout } from './baton.ts';
import { localnetOptions } from './localnet-options.ts';

const options = localnetOptions({});
const NEWCOMER = 3;
const PATIENCE = { timeoutMs: 180_000 };

let localnet: Localnet;
let running: Promise<unknown>;
let certificate: Uint8Array;
const stop = new AbortController();

const certificateUrl = (base: string) => `${base}/v1/handoff/epochs/1/certificate`;
const peerUrl = (index: number) => `http://127.0.0.1:${localnet.validators[index]?.plan.peerPort}`;
const others = () => localnet.validators.slice(0, NEWCOMER);

async function barrierOf(base: string): Promise<{ state?: string; reason?: string; retries?: number }> {
  return (await (await fetch(`${base}/v1/barrier/epochs/2`)).json()) as { state?: string };
}

/** The signatures of an honest certificate under other bytes for its first item. */
function forgedFrom(honest: Uint8Array): Uint8Array {
  const { attestation, signatures } = decodeCertificate(honest);
  const [first, ...others] = attestation.items;
  const items = [{ ...first!, digest: attestationDigest(attestation) }, ...others];
  return encodeCertificate({ attestation: { ...attestation, items }, signatures });
}

/** A network in its second epoch, none of whose members runs any more; the chain does. */
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<Localnet>();
  running = runLocalnet(options, { onRunning: resolve, onEvent: () => undefined, signal: stop.signal });
  localnet = await Promise.race([promise, running.then(() => Promise.reject(new Error('the network ended')))]);
  const { internalUrl } = localnet.validators[0]!;
  await until(async () => (await barrierOf(internalUrl)).state === 'ready', { what: 'epoch 2', ...PATIENCE });
  const answer = await fetch(certificateUrl(peerUrl(0)), { headers: { accept: 'application/octet-stream' } });
  certificate = new Uint8Array(await answer.arrayBuffer());
  await Promise.all(localnet.validators.map(({ process }) => process.stop()));
});

afterAll(async () => {
  stop.abort();
  await running;
});

describe('a member that comes without memory into an epoch', () => {
  const liars: Server[] = [];
  let database: TestDatabase;
  let node: ManagedProcess;
  let internalUrl: string;

  afterEach(async () => {
    await node.stop();
    for (const liar of liars.splice(0)) liar.close();
    await database.close();
  });

  /** The last member's keys, and nothing else of it. */
  async function prepare(name: string): Promise<void> {
    database = await createDatabase(localnet.postgres, name);
    const [internalPort] = await freePorts(1);
    internalUrl = `http://127.0.0.1:${internalPort}`;
    const { layout } = localnet;
    const { label } = localnet.validators[NEWCOMER]!.plan;
    const known = JSON.parse(readFileSync(layout.configuration(label), 'utf8')) as Record<string, unknown>;
    const configuration = join(layout.dir, `${name}.json`);
    const own = { databaseUrl: database.url, dataDir: join(layout.dir, name), internalPort, readyFile: undefined };
    const patience = { barrierRetryMs: 200, barrierAttemptsMax: 2, barrierPeerTimeoutMs: 2_000 };
    writeFileSync(configuration, JSON.stringify({ ...known, ...own, ...patience }));
    node = new ManagedProcess({
      name,
      command: process.execPath,
      args: [join(checkout, 'apps/cli/bin/baton.mjs'), 'node', '--config', configuration],
      logFile: join(layout.dir, `${name}.log`),
    });
  }

  it('halts with exit code 4 where every member serves a forged certificate', async () => {
    const forged = forgedFrom(certificate);
    for (const { plan } of others()) {
      const liar = createServer((_request, response) => void response.end(forged)).listen(plan.peerPort, '127.0.0.1');
      await once(liar, 'listening');
      liars.push(liar);
    }
    await prepare('deceived');
    const ended = new Promise<number | null>((resolve) => node.onExit(({ code }) => resolve(code)));
    await node.start();
    expect(await ended).toBe(4);
    expect(node.tail().join('\n')).toContain('baton: BARRIER_REJECTED: epoch 2');
  });

  it('waits in sight where nobody answers, and enters once a member does', async () => {
    await prepare('alone');
    await node.start();
    const looked = async () => ((await barrierOf(internalUrl)).retries ?? 0) > 5;
    await until(looked, { what: 'the barrier to look again and again', ...PATIENCE });
    expect(await barrierOf(internalUrl)).toMatchObject({ state: 'waiting', reason: 'no_certificate' });
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(503);
    expect(node.running).toBe(true);
    await Promise.all(others().map(({ process }) => process.start()));
    await until(async () => (await barrierOf(internalUrl)).state === 'ready', { what: 'entry', ...PATIENCE });
  });
});
