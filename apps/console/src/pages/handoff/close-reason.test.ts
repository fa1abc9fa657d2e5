import { describe, expect, it } from 'vitest';
import type { Handoff } from '../../api/handoff.ts';
import { sayClose } from './close-reason.ts';

const open = { voters: 0, voteStake: 0, quorumRound: null, pinnedVoters: null, closeRound: null, reason: null };
const say = (close: Partial<Handoff['close']>, certificate: Handoff['certificate'] = null) =>
  sayClose(
    {
      epoch: 7,
      close: { ...open, ...close },
      decision: null,
      endedRound: null,
      notVoted: [],
      votes: [],
      attestations: [],
      certificate,
      outputs: [],
    },
    3,
  );
const certificate = { attestationDigest: 'd', signers: 3, stake: 3, quorum: 3 };

describe('the close decision', () => {
  it('waits for votes, then for the certificate, then for the grace', () => {
    expect(say({})).toMatchObject({ tone: 'idle' });
    expect(say({ voters: 2, voteStake: 2 }).text).toBe('2 members voted: stake 2 of the 3 that make a quorum.');
    const anchored = { voters: 3, voteStake: 3, quorumRound: 50, pinnedVoters: 3 };
    expect(say(anchored).text).toContain('waits for the certificate');
    expect(say(anchored, certificate).text).toContain('waits for the remaining voters');
  });

  it('says by which reason, and warns of the backstop', () => {
    const closed = { quorumRound: 50, closeRound: 58 };
    expect(say({ ...closed, reason: 'certificate' }, certificate)).toMatchObject({ tone: 'ok' });
    expect(say({ ...closed, reason: 'certificate' }, certificate).text).toContain('8 rounds after the quorum');
    expect(say({ ...closed, reason: 'backstop' })).toMatchObject({
      tone: 'bad',
      title: 'Closed without a certificate',
    });
    expect(say({ ...closed, reason: 'vote_quorum' }).text).toContain('no certificate');
  });
});
