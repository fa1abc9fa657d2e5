import { connectSui, createChainReader } from '@baton/sui-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainFixture, chainFixture } from '../testing/index.ts';
import type { ActiveFault, Fault } from './faults.ts';

let chain: ChainFixture;
beforeEach(async () => {
  chain = await chainFixture();
});
afterEach(() => chain.devchain.close());

const once = { timeoutMs: 5_000, attempts: 1, delayMsMin: 1, delayMsMax: 1 };
const impatient = { ...once, timeoutMs: 150 };
/** A reader that has seen nothing yet. */
const freshReader = (policy = once) => {
  const { url, systemObjectId, coordinatorObjectId } = chain.devchain;
  return createChainReader({ systemObjectId, coordinatorObjectId, policy }, { client: connectSui(url) });
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

/** An epoch's end that goes past the fault: by what the chain itself does. */
async function advanceUnseen(): Promise<void> {
  const lifted = await faults('DELETE');
  const held = chain.devchain.chain.nextVersion() - 1n;
  await chain.runEpoch();
  const behind = Number(chain.devchain.chain.nextVersion() - 1n - held);
  for (const { fault } of lifted) if (fault.mode === 'stale') await faults('POST', { ...fault, behind });
}

describe('a fullnode', () => {
  it('that is slow runs into the reader`s own deadline', async () => {
    await faults('POST', { mode: 'slow', delayMs: 60_000, method: 'BatchGetObjects' });
    await expect(read(freshReader(impatient))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
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

  it('that lags behind shows an old state to whoever knows no better', async () => {
    await faults('POST', { mode: 'stale' });
    await read();
    expect(await took()).toEqual([0]);
    await advanceUnseen();
    expect((await read()).epoch).toBe(1);
    expect((await took())[0]).toBeGreaterThan(0);
    await faults('DELETE');
    expect((await read()).epoch).toBe(2);
  });

  it('that lags behind is refused by a reader that has seen more', async () => {
    const reader = freshReader();
    await chain.runEpoch();
    expect((await read(reader)).epoch).toBe(2);
    await faults('POST', { mode: 'stale', behind: 1 });
    await expect(read(reader)).rejects.toMatchObject({ code: 'STALE_READ' });
    expect((await took())[0]).toBeGreaterThan(0);
    await faults('DELETE');
    expect((await read(reader)).epoch).toBe(2);
  });

  it('whose batch is torn over an epoch boundary is not believed', async () => {
    await chain.runEpoch();
    // A batch has the contracts' heads at places 0 and 1 and their inner objects at 2 and 3.
    await faults('POST', { mode: 'torn', behind: 1, method: 'BatchGetObjects' });
    await expect(read()).rejects.toMatchObject({ code: 'INCONSISTENT_READ' });
    expect((await took())[0]).toBeGreaterThan(0);
    await faults('DELETE');
    expect((await read()).epoch).toBe(2);
  });
});
