import { describe, expect, it } from 'vitest';
import { blake2b256 } from '../crypto/index.ts';
import { peers } from '../testing/messages.ts';
import { digestOf, EPOCH, keyId, validator } from '../testing/network.ts';
import { buildHandoffAttestation, decideAttestation } from './attestation.ts';
import { decideDeferredEpochClose } from './close.ts';
import { computeHandoffItems } from './items.ts';
import { describeAttestationMismatch } from './mismatch.ts';
import { hashNextCommittee } from './next-committee.ts';

const name = (index: number) => validator(index).name;
const D = digestOf('output');

describe('items', () => {
  it('come as DKG outputs, reconfiguration outputs, validators, each by ascending id', () => {
    const items = computeHandoffItems({
      mpcData: peers([2, 0]),
      dkg: [
        { keyId: keyId(1), digest: D },
        { keyId: keyId(0), digest: D },
      ],
      reconfiguration: [{ keyId: keyId(0), digest: D }],
    });
    expect(items.map((item) => item.key)).toEqual([
      { type: 'network_dkg_output', keyId: keyId(0) },
      { type: 'network_dkg_output', keyId: keyId(1) },
      { type: 'network_reconfiguration_output', keyId: keyId(0) },
      { type: 'validator_mpc_data', validator: name(0) },
      { type: 'validator_mpc_data', validator: name(2) },
    ]);
    expect(computeHandoffItems({ mpcData: [], dkg: [], reconfiguration: [] })).toEqual([]);
  });

  it('are named once in an attestation, even with equal digests', () => {
    const items = computeHandoffItems({ mpcData: peers([1, 1]), dkg: [], reconfiguration: [] });
    expect(() => buildHandoffAttestation({ epoch: EPOCH, nextCommitteeHash: D, items })).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_HANDOFF_ITEM' }),
    );
  });
});

describe('the next committee', () => {
  it('is hashed over its sorted, distinct names as BCS byte strings', () => {
    const bytes = new Uint8Array([2, 48, ...Array(48).fill(1), 48, ...Array(48).fill(2)]);
    expect(hashNextCommittee([name(1), name(0), name(1)])).toBe(blake2b256(bytes));
  });
});

describe('the own attestation', () => {
  const base = { epoch: EPOCH, readyQuorumRound: 3, frozen: true, nextMembers: [name(0)], items: [] };

  it('is deferred, not signed empty, while a quorum is ready and nothing is frozen', () => {
    expect(decideAttestation({ ...base, frozen: false })).toEqual({ outcome: 'defer', reason: 'freeze_pending' });
    expect(decideAttestation({ ...base, nextMembers: null })).toEqual({
      outcome: 'defer',
      reason: 'next_committee_unknown',
    });
    expect(decideAttestation(base)).toMatchObject({ outcome: 'built', attestation: { epoch: EPOCH, items: [] } });
    expect(decideAttestation({ ...base, frozen: false, readyQuorumRound: null }).outcome).toBe('built');
  });

  it('is told from another by its items, both ways', () => {
    const build = (mpcData: ReturnType<typeof peers>) =>
      buildHandoffAttestation({
        epoch: EPOCH,
        nextCommitteeHash: D,
        items: computeHandoffItems({ mpcData, dkg: [], reconfiguration: [] }),
      });
    const own = build(peers([0, 1]));
    expect(describeAttestationMismatch(own, structuredClone(own))).toBeNull();
    const other = { ...build([...peers([1], 'other'), ...peers([2])]), epoch: EPOCH + 1 };
    expect(describeAttestationMismatch(own, other)).toMatchObject({
      epochs: { own: EPOCH, other: EPOCH + 1 },
      nextCommitteeHashes: null,
      onlyOwn: [{ validator: name(0) }],
      onlyOther: [{ validator: name(2) }],
      differing: [{ key: { validator: name(1) } }],
    });
  });
});

describe('the close decision', () => {
  const base = {
    quorumRound: 10,
    pinnedVoters: 3,
    members: 4,
    round: 20,
    graceRounds: 10,
    backstopFactor: 4,
    certifiedStake: 3,
    quorumThreshold: 3,
  };

  it.each([
    [{ quorumRound: null }, { decision: 'wait', waitingFor: 'vote_quorum' }],
    [{ round: 19 }, { decision: 'wait', waitingFor: 'grace' }],
    [{}, { decision: 'close', reason: 'certificate' }],
    [
      { round: 10, pinnedVoters: 4 },
      { decision: 'close', reason: 'certificate' },
    ],
    [{ certifiedStake: 2 }, { decision: 'wait', waitingFor: 'certificate' }],
    [
      { certifiedStake: 2, round: 49 },
      { decision: 'wait', waitingFor: 'certificate' },
    ],
    [
      { certifiedStake: 2, round: 50 },
      { decision: 'close', reason: 'backstop' },
    ],
    [{ round: 3 }, { decision: 'wait', waitingFor: 'grace' }],
  ])('%j: %j', (change, expected) => {
    expect(decideDeferredEpochClose({ ...base, ...change })).toEqual(expected);
  });
});
