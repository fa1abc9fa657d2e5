import { type ChainOperation, connectSui, createChainWriter, type IkaChainWriter } from '@baton/sui-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainFixture, chainFixture, testPayer } from './testing/index.ts';

let chain: ChainFixture;
let writer: IkaChainWriter;
beforeEach(async () => {
  chain = await chainFixture();
  const { url, systemObjectId, coordinatorObjectId, devchainPackageId } = chain.devchain;
  const signer = {
    address: testPayer.toSuiAddress(),
    sign: async (bytes: Uint8Array) => (await testPayer.signTransaction(bytes)).signature,
  };
  const policy = { timeoutMs: 5_000, attempts: 1, delayMsMin: 1, delayMsMax: 1 };
  writer = createChainWriter(
    { systemObjectId, coordinatorObjectId, devchainPackageId, policy },
    { client: connectSui(url), signer },
  );
});
afterEach(() => chain.devchain.close());

const submit = (operation: ChainOperation) => writer.submit(operation, AbortSignal.timeout(10_000));
/** One transaction is one checkpoint. */
const executed = () => Number(chain.devchain.chain.checkpoint);

/** Executes it, but its answer does not come back. */
async function submitUnclear(operation: ChainOperation): Promise<void> {
  chain.devchain.faults.set({ mode: 'lost', method: 'ExecuteTransaction', times: 1 });
  await expect(submit(operation)).rejects.toMatchObject({ name: 'ChainError', code: 'UNAVAILABLE' });
  expect(chain.devchain.faults.clear()).toMatchObject([{ took: 1 }]);
}

describe('a submission whose answer is lost', () => {
  it('is the same transaction when it is repeated, and succeeds without a second execution', async () => {
    chain.time.ms += 5_000;
    const before = executed();
    await submitUnclear({ kind: 'initiate_mid_epoch_reconfiguration' });
    expect(executed()).toBe(before + 1);
    const outcome = await submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    expect(outcome).toMatchObject({ kind: 'success' });
    expect(executed()).toBe(before + 1);
    const { digest } = outcome as { digest: string };
    expect(chain.devchain.chain.transactions.get(digest)?.checkpoint).toBe(BigInt(before + 1));
  });

  it('asks for user sessions once, where a second transaction would be as good as the first', async () => {
    const batch = { kind: 'request_user_sessions', count: 5, batch: '0' } as const;
    await submitUnclear(batch);
    expect(await submit(batch)).toMatchObject({ kind: 'success' });
    expect((await chain.read()).userSessions.started).toBe(5);
  });

  it('is forgotten once it is clear: the next of its kind is another transaction', async () => {
    const batch = { kind: 'request_user_sessions', count: 5, batch: '0' } as const;
    await submitUnclear(batch);
    const first = await submit(batch);
    const second = await submit(batch);
    expect(second).toMatchObject({ kind: 'success' });
    expect(second).not.toEqual(first);
    expect((await chain.read()).userSessions.started).toBe(10);
  });
});
