import { authorityName, consensusKey, createCommittee, digest, objectId } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { planAttestation } from './attestation.ts';
import type { EpochFacts } from './epoch-facts.ts';

const name = (n: number) => authorityName(n.toString(16).padStart(96, '0'));
const hash = (n: number) => digest(n.toString(16).padStart(64, '0'));
const keyId = objectId(`0x${'01'.repeat(32)}`);
const members = [1, 2, 3, 4].map((n) => ({ name: name(n), stake: 1, consensusKey: consensusKey('0'.repeat(64)) }));
const committee = (epoch: number) => ({ epoch, members, quorumThreshold: 3, validityThreshold: 2 });
const frozen = members.map(({ name }, index) => ({
  epoch: 5,
  name,
  digest: hash(index),
  source: 'quorum' as const,
  stake: 4,
}));

const view = {
  epoch: 5,
  committee: committee(5),
  nextCommittee: committee(6),
  endOfPublishReady: true,
} as EpochFacts['view'];
const dkg = { epoch: 1, keyId, output: 'dkg' as const, digest: hash(11) };
const reconfigured = { epoch: 5, keyId, output: 'reconfiguration' as const, digest: hash(15) };
const facts = {
  epoch: 5,
  view,
  committee: createCommittee(committee(5)),
  freeze: { quorumRound: 7 },
  frozen,
  networkKeys: [{ epoch: 5, keyId, dkgAtEpoch: 1, state: 'network_reconfiguration_completed', currentEpoch: 5 }],
  heldOutputs: [dkg, { ...reconfigured, epoch: 4, digest: hash(14) }, reconfigured],
} as unknown as EpochFacts;

describe('planAttestation', () => {
  it('hands over the frozen set, the DKG output and this epoch`s reconfiguration', () => {
    const plan = planAttestation(facts);
    expect(plan.outcome === 'built' && plan.attestation.items.map((item) => item.digest)).toEqual([
      hash(11),
      hash(15),
      ...frozen.map((row) => row.digest),
    ]);
  });

  it('is the same whatever order the read models give', () => {
    expect(planAttestation({ ...facts, frozen: [...frozen].reverse() })).toEqual(planAttestation(facts));
  });

  it.each([
    ['end_of_publish', { view: { ...view, endOfPublishReady: false } }],
    ['next_committee_unknown', { view: { ...view, nextCommittee: null } }],
    ['next_committee_unknown', { view: { ...view, nextCommittee: committee(5) } }],
    ['no_keys', { networkKeys: [] }],
    ['keys_not_completed', { networkKeys: [{ ...facts.networkKeys[0], state: 'awaiting_network_reconfiguration' }] }],
    ['own_output_missing', { heldOutputs: [dkg, { ...reconfigured, epoch: 4 }] }],
    ['dkg_output_missing', { heldOutputs: [reconfigured] }],
    ['freeze_pending', { frozen: [] }],
  ])('waits for %s', (waitingFor, change) => {
    expect(planAttestation({ ...facts, ...change } as EpochFacts)).toEqual({ outcome: 'wait', waitingFor });
  });
});
