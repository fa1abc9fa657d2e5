import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobDigest } from '@baton/protocol';
import { ChainBlobReadCounter, connectSui, createChainBlobReader } from '@baton/sui-client';
import { afterEach, describe, expect, it } from 'vitest';
import { validatorIdOf } from './index.ts';
import { type ChainFixture, chainFixture, type FixtureOptions, testValidator } from './testing/index.ts';

const chains: ChainFixture[] = [];
afterEach(async () => {
  for (const chain of chains.splice(0)) await chain.devchain.close();
});
async function fixture(options: FixtureOptions = {}) {
  const chain = await chainFixture(options);
  chains.push(chain);
  return chain;
}

const nameOf = (index: number) => testValidator(index).protocolPubkey;
const names = (committee: { members: readonly { name: string }[] } | null | undefined) =>
  committee?.members.map((member) => member.name);
const post = async (chain: ChainFixture, path: string, body?: unknown) => {
  const response = await fetch(new URL(path, chain.devchain.controlUrl), {
    method: 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('the committee', () => {
  it('takes in who joined before the selection, and lets go who left, in order of stake', async () => {
    const chain = await fixture();
    expect(await post(chain, '/join', { ...testValidator(5), stake: 1_001 })).toMatchObject({ status: 200 });
    expect(await post(chain, '/leave', { authority: nameOf(0) })).toMatchObject({ status: 200 });
    expect((await chain.read()).nextCommittee).toBeNull();
    await chain.runEpoch();
    const second = await chain.read();
    // A joiner comes before its equals.
    expect(names(second.committee)).toEqual([5, 1, 2, 3].map(nameOf));
    expect(names(second.previousCommittee)).toEqual([0, 1, 2, 3].map(nameOf));
    expect(second.previousCommittee).toMatchObject({ epoch: 1, quorumThreshold: 3 });
    await chain.runEpoch();
    expect(names((await chain.read()).previousCommittee)).toEqual([5, 1, 2, 3].map(nameOf));
  });

  it('is not changed by who comes after the selection; that concerns the one after', async () => {
    const chain = await fixture();
    chain.time.ms += 5_000;
    await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    await post(chain, '/join', testValidator(4));
    expect((await chain.read()).nextCommittee?.members).toHaveLength(4);
    await chain.runEpoch();
    expect((await chain.read()).committee.members).toHaveLength(4);
    await chain.runEpoch();
    expect((await chain.read()).committee).toMatchObject({ epoch: 3, quorumThreshold: 3 });
    expect((await chain.read()).committee.members).toHaveLength(5);
  });

  it('holds the largest stakes, from a least one on, with a bounded number of changes', async () => {
    const chain = await fixture({
      genesis: {
        maxValidatorCount: 4,
        minValidatorJoiningStake: 500,
        minValidatorCount: 3,
        maxValidatorChangeCount: 2,
      },
    });
    const refused = (code: string) => expect.objectContaining({ status: 409, body: expect.objectContaining({ code }) });
    expect(await post(chain, '/join', { ...testValidator(4), stake: 499 })).toEqual(refused('ECannotJoinActiveSet'));
    expect(await post(chain, '/join', { ...testValidator(4), stake: 1_000 })).toEqual(refused('ECannotJoinActiveSet'));
    expect(await post(chain, '/join', { ...testValidator(4), stake: 2_000 })).toMatchObject({ status: 200 });
    expect(await post(chain, '/join', { ...testValidator(4), stake: 2_000 })).toEqual(refused('EDuplicateValidator'));
    expect(await post(chain, '/stake', { authority: nameOf(1), stake: 400 })).toMatchObject({ status: 200 });
    expect(await post(chain, '/leave', { authority: nameOf(2) })).toEqual(refused('EBelowMinValidatorCount'));
    expect(await post(chain, '/join', testValidator(5))).toEqual(refused('EMaxValidatorChangeReached'));
    expect(await post(chain, '/leave', { authority: nameOf(9) })).toEqual(refused('ENotAValidator'));
    await chain.runEpoch();
    expect(names((await chain.read()).committee)).toEqual([2, 3, 4].map(nameOf));
  });

  it('rejects what is no validator', async () => {
    const chain = await fixture();
    expect((await post(chain, '/join', { ...testValidator(4), stake: 'much' })).status).toBe(400);
    expect((await post(chain, '/join', { ...testValidator(4), protocolPubkey: 'ff'.repeat(48) })).status).toBe(422);
    expect((await chain.read()).committee.members).toHaveLength(4);
  });
});

describe('key material on the chain', () => {
  it('is read from the record, and replaced at an epoch boundary', async () => {
    const bytes = Buffer.alloc(150_000, 7);
    const chain = await fixture();
    const counter = new ChainBlobReadCounter();
    const reader = createChainBlobReader({ client: connectSui(chain.devchain.url), counter });
    const read = () =>
      reader.validatorMpcData(validatorIdOf('test', nameOf(1)), AbortSignal.timeout(10_000)).then(blobDigest);
    await expect(read()).rejects.toMatchObject({ code: 'MALFORMED_STATE' });
    await post(chain, '/mpc-data', { authority: nameOf(1), mpcData: bytes.toString('base64') });
    expect(await read()).toBe(blobDigest(bytes));
    const next = Buffer.alloc(10, 8);
    await post(chain, '/mpc-data', { authority: nameOf(1), mpcData: next.toString('base64') });
    // Of use from the next epoch on, which is what the reader is asked for.
    expect(await read()).toBe(blobDigest(next));
    await chain.runEpoch();
    expect(await read()).toBe(blobDigest(next));
  });
});

describe('network keys', () => {
  it('made in mid-run await their DKG, and the epoch awaits them', async () => {
    const chain = await fixture();
    await chain.runEpoch();
    const { keyId } = (await post(chain, '/network-keys')).body;
    expect(await chain.read()).toMatchObject({
      networkKeys: expect.arrayContaining([
        expect.objectContaining({ keyId, dkgAtEpoch: 2, state: 'awaiting_network_dkg' }),
      ]),
    });
    await chain.runEpoch();
    const view = await chain.read();
    expect(view.epoch).toBe(3);
    expect(view.networkKeys.map((key) => key.state)).toEqual(Array(2).fill('network_reconfiguration_completed'));
  });
});

describe('the control port', () => {
  it('leaves a state that a restart comes back to, time and refusals included', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'devchain-'));
    try {
      const first = await fixture({ stateDir });
      await post(first, '/join', testValidator(4));
      await post(first, '/leave', { authority: nameOf(9) });
      await post(first, '/network-keys');
      await post(first, '/clock', { offsetMs: 3_600_000 });
      const before = await first.read();
      expect(before.clockMs).toBe(first.time.ms + 3_600_000);
      await chains.pop()!.devchain.close();
      const second = await fixture({ stateDir, time: first.time });
      expect(await second.read()).toEqual(before);
      await second.runEpoch();
      expect((await second.read()).committee.members).toHaveLength(5);
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });
});
