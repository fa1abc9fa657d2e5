import { connectSui, createChainReader } from '@baton/sui-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainFixture, chainFixture } from '../testing/index.ts';
import type { ActiveFault, Fault } from './faults.ts';

let chain: ChainFixture;
beforeEach(async () => {
  chain = await chainFixture();
});
afterEach(() => chain.devchain.close());

const impatient = { timeoutMs: 150, attempts: 1, delayMsMin: 1, delayMsMax: 1 };
/** A reader that has seen nothing yet. */
const freshReader = () => {
  const { url, systemObjectId, coordinatorObjectId } = chain.devchain;
  return createChainReader({ systemObjectId, coordinatorObjectId, policy: impatient }, { client: connectSui(url) });
};
const read = (reader = freshReader()) => reader.readView(AbortSignal.timeout(5_000));
const faults = async (method: 'GET' | 'POST' | 'DELETE', body?: Fault) => {
  const response = await fetch(new URL('/faults', chain.devchain.controlUrl), {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return ((await response.json()) as { faults: ActiveFault[] }).faults;
};
const took = async () => (await faults('GET')).map((entry) => entry.took);

describe('a fullnode', () => {
  it('that is slow runs into the reader`s own deadline', async () => {
    await faults('POST', { mode: 'slow', delayMs: 60_000, method: 'BatchGetObjects' });
    await expect(read()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await took()).toEqual([1]);
    await faults('DELETE');
    expect((await read()).epoch).toBe(1);
  });

  it('that errs a number of times is asked again', async () => {
    await faults('POST', { mode: 'error', method: 'BatchGetObjects', times: 2 });
    await expect(read()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(read()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await read()).epoch).toBe(1);
    expect(await took()).toEqual([2]);
  });

  it('that lags behind shows an old state, but never to whoever has seen a newer one', async () => {
    await faults('POST', { mode: 'stale' });
    const before = freshReader();
    expect((await read(before)).epoch).toBe(1);
    expect(await took()).toEqual([0]);
    await faults('DELETE');
    await chain.runEpoch();
    expect((await read(before)).epoch).toBe(2);
    await faults('POST', { mode: 'stale' });
    await chain.runEpoch().catch(() => undefined);
    expect((await read()).epoch).toBe(2);
    await faults('DELETE');
    await faults('POST', { mode: 'stale' });
    expect(await took()).toEqual([0]);
  });

  it('that lags behind is refused by a reader that knows better', async () => {
    const reader = freshReader();
    await read(reader);
    await faults('POST', { mode: 'stale' });
    chain.time.ms += 5_000;
    await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    expect((await read(reader)).nextCommittee).toBeNull();
    const cleared = await faults('DELETE');
    expect(cleared[0]?.took).toBeGreaterThan(0);
    expect((await read(reader)).nextCommittee).not.toBeNull();
  });

  it('that answers a torn batch is not believed', async () => {
    await chain.devchain.act({ kind: 'clock', offsetMs: 1 });
    const untorn = chain.reader;
    await untorn.readView(AbortSignal.timeout(5_000));
    await faults('POST', { mode: 'torn', method: 'BatchGetObjects' });
    // The batch has the contracts' heads at places 0 and 1, their inner objects at 2 and 3.
    const run = chain.runEpoch();
    await expect(run).rejects.toThrow();
    await expect(read()).resolves.toMatchObject({ nextCommittee: null });
    expect((await took())[0]).toBeGreaterThan(0);
  });
});
