import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Genesis, validatorIdOf } from '@baton/devchain';
import { testGenesis, testValidator } from '@baton/devchain/testing';
import { connectSui, createChainReader } from '@baton/sui-client';
import { temporaryFolder, until } from '@baton/testkit';
import { execa } from 'execa';
import { afterEach, expect, it } from 'vitest';

interface Ready {
  url: string;
  controlUrl: string;
  systemObjectId: string;
  coordinatorObjectId: string;
}

const main = join(import.meta.dirname, '../../apps/devchain/src/main.ts');
let child: ReturnType<typeof start> | undefined;
afterEach(() => child?.process.kill('SIGKILL'));

const start = (folder: string) => {
  const readyFile = join(folder, 'ready.json');
  rmSync(readyFile, { force: true });
  const state = ['--state-dir', join(folder, 'state'), '--ready-file', readyFile];
  const running = execa(process.execPath, [main, '--genesis', join(folder, 'genesis.json'), ...state], {
    reject: false,
    stdout: 'ignore',
    stderr: 'inherit',
  });
  const ready = until(() => existsSync(readyFile), { what: 'devchain' }).then(
    () => JSON.parse(readFileSync(readyFile, 'utf8')) as Ready,
  );
  return { process: running, ready };
};

const view = ({ url, ...ids }: Ready) =>
  createChainReader(ids, { client: connectSui(url) }).readView(AbortSignal.timeout(10_000));
const post = (url: string, path: string, body?: unknown) =>
  fetch(new URL(path, url), {
    method: 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

it('a killed devchain comes back with all that it had answered', async () => {
  const folder = mkdtempSync(join(temporaryFolder('devchain'), 'run-'));
  const genesis: Genesis = testGenesis({ epochDurationMs: 3_600_000 });
  writeFileSync(join(folder, 'genesis.json'), JSON.stringify(genesis));

  child = start(folder);
  const first = await child.ready;
  expect((await post(first.controlUrl, '/join', testValidator(4))).status).toBe(200);
  expect((await post(first.controlUrl, '/network-keys')).status).toBe(200);
  expect((await post(first.controlUrl, '/clock', { offsetMs: 60_000 })).status).toBe(200);
  const before = await view(first);
  child.process.kill('SIGKILL');
  await child.process;

  child = start(folder);
  const second = await child.ready;
  const after = await view(second);
  expect({ ...after, clockMs: 0 }).toEqual({ ...before, clockMs: 0 });
  expect(after.clockMs).toBeGreaterThanOrEqual(before.clockMs);
  const state = (await (await fetch(new URL('/state', second.controlUrl))).json()) as {
    pendingActiveSet: { validatorId: string }[];
  };
  const joiner = validatorIdOf(genesis.network, testValidator(4).protocolPubkey);
  expect(state.pendingActiveSet.map((entry) => entry.validatorId)).toContain(joiner);
});
