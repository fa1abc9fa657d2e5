import { describe, expect, it } from 'vitest';
import { keyId } from '../testing/network.ts';
import { decideChainRead, decideHydration, filesChainOutput, overlayMemoAfter, overlayMemoHit } from './chain-read.ts';
import { isNetworkKeyDataComplete, mergeNetworkKeyData, type NetworkKeyData } from './merge.ts';
import { snapshotReadyForSigning } from './snapshot.ts';

const chain: NetworkKeyData<string> = {
  keyId: keyId(0),
  currentEpoch: 5,
  dkgAtEpoch: 1,
  state: 'network_reconfiguration_completed',
  dkgOutput: null,
  reconfigurationOutput: null,
};
const local = { dkgOutput: 'local dkg', reconfigurationOutput: 'local reconfiguration' };

describe('the overlay', () => {
  it('takes identity and state from the chain, and each output from the local store if it is there', () => {
    expect(mergeNetworkKeyData({ chain, local, stranded: false })).toEqual({ ...chain, ...local });
    const full = { ...chain, dkgOutput: 'chain dkg', reconfigurationOutput: 'chain reconfiguration' };
    expect(mergeNetworkKeyData({ chain: full, local: { ...local, dkgOutput: null }, stranded: false })).toEqual({
      ...full,
      reconfigurationOutput: 'local reconfiguration',
    });
    expect(mergeNetworkKeyData({ chain: full, local: null, stranded: false })).toEqual(full);
  });

  it('of a stranded key keeps the local DKG output and takes the reconfiguration of the chain', () => {
    const full = { ...chain, dkgOutput: 'chain dkg', reconfigurationOutput: 'chain reconfiguration' };
    expect(mergeNetworkKeyData({ chain: full, local, stranded: true })).toEqual({ ...full, dkgOutput: 'local dkg' });
  });

  it('is complete with the outputs that the state promises, and only then remembered', () => {
    const complete = mergeNetworkKeyData({ chain, local, stranded: false });
    expect(isNetworkKeyDataComplete(chain)).toBe(false);
    expect(isNetworkKeyDataComplete({ ...chain, dkgOutput: 'x' })).toBe(false);
    expect(isNetworkKeyDataComplete({ ...chain, dkgOutput: 'x', state: 'network_dkg_completed' })).toBe(true);
    expect(overlayMemoAfter(chain)).toBeNull();
    expect(overlayMemoHit(overlayMemoAfter(complete), complete)).toBe(true);
    expect(overlayMemoHit(overlayMemoAfter(complete), { ...complete, currentEpoch: 6 })).toBe(false);
    expect(overlayMemoHit(overlayMemoAfter(complete), { ...complete, state: 'awaiting_network_reconfiguration' })).toBe(
      false,
    );
  });
});

describe('reading bytes from the chain', () => {
  const steady = {
    offChainValidatorMetadata: true,
    previousProtocolVersion: 4,
    dkgHeldLocally: false,
    dkgAtEpoch: 1,
    epoch: 5,
    stranded: false,
  };

  it('does not happen in steady state, not even for a key that is not held', () => {
    expect(decideChainRead(steady)).toEqual({ read: 'metadata' });
  });

  it.each([
    [{ stranded: true }, { read: 'full', reason: 'stranded' }],
    [{ offChainValidatorMetadata: false }, { read: 'full', reason: 'on_chain_version' }],
    [{ previousProtocolVersion: 3 }, { read: 'full', reason: 'migration' }],
    [{ previousProtocolVersion: 3, dkgHeldLocally: true }, { read: 'metadata' }],
    [{ previousProtocolVersion: 3, dkgAtEpoch: 5 }, { read: 'metadata' }],
  ])('%j: %j', (change, expected) => {
    expect(decideChainRead({ ...steady, ...change })).toEqual(expected);
  });

  it.each([
    ['on_chain_version', 'dkg', 4, true],
    ['on_chain_version', 'dkg', 5, false],
    ['on_chain_version', 'reconfiguration', 4, true],
    ['on_chain_version', 'reconfiguration', 5, false],
    ['migration', 'dkg', 4, true],
    ['migration', 'reconfiguration', 5, true],
    ['stranded', 'dkg', 4, true],
    ['stranded', 'reconfiguration', 4, false],
  ] as const)('%s: a %s output made in epoch %i, read in epoch 5, is filed: %s', (reason, output, madeIn, expected) => {
    expect(filesChainOutput({ reason, output, madeIn, epoch: 5 })).toBe(expected);
  });

  it('fills an absent digest and never overwrites one', () => {
    expect(decideHydration(null, 'a')).toBe('fill');
    expect(decideHydration('a', 'a')).toBe('keep');
    expect(decideHydration('b', 'a')).toBe('contradiction');
  });
});

describe('the snapshot', () => {
  const completed = (index: number) => ({ keyId: keyId(index), state: 'network_reconfiguration_completed' as const });

  it('is ready when every key is reconfigured, on the chain and here', () => {
    expect(
      snapshotReadyForSigning({ keys: [completed(0), completed(1)], reconfiguredThisEpoch: [keyId(1), keyId(0)] }),
    ).toEqual({ ready: true });
    expect(snapshotReadyForSigning({ keys: [], reconfiguredThisEpoch: [] })).toEqual({
      ready: false,
      reason: 'no_keys',
    });
    expect(
      snapshotReadyForSigning({
        keys: [completed(0), { keyId: keyId(1), state: 'network_dkg_completed' }],
        reconfiguredThisEpoch: [keyId(0)],
      }),
    ).toEqual({ ready: false, reason: 'keys_not_completed', keys: [keyId(1)] });
    expect(snapshotReadyForSigning({ keys: [completed(0), completed(1)], reconfiguredThisEpoch: [keyId(0)] })).toEqual({
      ready: false,
      reason: 'own_output_missing',
      keys: [keyId(1)],
    });
  });
});
