import type { AttestationRow, CertificateRow, EpochView } from '@baton/read-model';
import { describe, expect, it } from 'vitest';
import { type CloseFacts, explainClose } from './close-explanation.ts';

const view = {
  epoch: 5,
  protocolVersion: 4,
  committee: { epoch: 5, members: [{}, {}, {}, {}], quorumThreshold: 3, validityThreshold: 2 },
} as unknown as EpochView;
const NO_VOTES = { voters: 0, voteStake: 0, quorumRound: null, pinnedVoters: null, closeRound: null, reason: null };
const QUORUM = { ...NO_VOTES, voters: 3, voteStake: 3, quorumRound: 10, pinnedVoters: 3 };
const grace = { endOfPublishGraceRounds: 3 };
const stake = (of: number) => ({ stake: of }) as AttestationRow;
const certificate = { stake: 3 } as CertificateRow;

function explain(facts: Partial<CloseFacts>) {
  const none = { close: NO_VOTES, view, attestations: [], certificate: undefined, round: 1, grace };
  return explainClose({ ...none, ...facts });
}

describe('why an epoch is closed or not yet', () => {
  it('waits for votes, then for the grace, then for a certificate', () => {
    expect(explain({})?.why.code).toBe('waiting_for_vote_quorum');
    expect(explain({ close: QUORUM, round: 12 })?.why).toEqual({
      code: 'waiting_for_grace',
      text: 'Votes reached the quorum of 3 in round 10, with 3 of 4 members; the others have until round 13.',
    });
    const split = explain({ close: QUORUM, round: 13, attestations: [stake(2), stake(1)] });
    expect(split).toMatchObject({ seats: 4, graceRounds: 3, backstopRounds: 12 });
    expect(split?.why.code).toBe('waiting_for_certificate');
    expect(split?.why.text).toContain('stake 2 of 3 needed, over 2 different ones');
    expect(split?.why.text).toContain('closes in round 22');
  });

  it('says what it closed with', () => {
    const closed = { ...QUORUM, closeRound: 13, reason: 'certificate' as const };
    expect(explain({ close: closed, certificate })?.why.code).toBe('closed_with_certificate');
    const backstop = explain({ close: { ...QUORUM, closeRound: 22, reason: 'backstop' }, attestations: [stake(2)] });
    expect(backstop?.why.code).toBe('closed_by_backstop');
    expect(backstop?.why.text).toContain('Closed without a certificate in round 22');
    const chainDriven = { ...view, protocolVersion: 3 };
    const voted = { ...QUORUM, closeRound: 10, reason: 'vote_quorum' as const };
    expect(explain({ view: chainDriven, close: voted })?.why.code).toBe('closed_by_vote_quorum');
  });

  it('is silent where the rules of the epoch are not known', () => {
    expect(explain({ view: undefined })).toBeNull();
    expect(explain({ view: { ...view, protocolVersion: 9 } })).toBeNull();
  });
});
