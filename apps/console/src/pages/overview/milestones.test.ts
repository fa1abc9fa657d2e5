import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../api/freeze.ts';
import type { Handoff } from '../../api/handoff.ts';
import { milestonesOf } from './milestones.ts';

const chain = {
  epoch: 7,
  committee: {
    epoch: 7,
    members: [1, 2, 3, 4].map((n) => ({ name: `${n}`, stake: 1 })),
    quorumThreshold: 3,
    validityThreshold: 2,
  },
  protocolVersion: 4,
  epochStartMs: 0,
  epochDurationMs: 1,
  nextCommittee: null,
  endOfPublishReady: false,
  lockedSessions: false,
  observedAt: null,
};
const status = {
  readySigners: 2,
  readyStake: 2,
  quorumRound: null,
  freezeRound: null,
  announcements: 4,
  graceRounds: 5,
  firstCommitMs: 1,
};
const freeze: Freeze = { epoch: 7, isFrozen: false, status, frozen: [], excluded: [] };
const states = (of: ReturnType<typeof milestonesOf>) => of.map(({ state }) => state).join(' ');

describe('how far an epoch is', () => {
  it('is nowhere while nothing is known', () => {
    expect(states(milestonesOf({ chain: undefined, freeze: undefined, handoff: undefined }))).toBe(
      'later later later later later later later',
    );
  });

  it('waits for the ready quorum by its stake', () => {
    const steps = milestonesOf({ chain, freeze, handoff: undefined });
    expect(states(steps)).toBe('done now later later later later later');
    expect(steps[1]?.detail).toBe('stake 2 of 3');
  });

  it('ends with the close and its reason', () => {
    const frozen = { ...freeze, status: { ...status, quorumRound: 10, freezeRound: 12 } };
    const handoff = {
      close: { voters: 4, voteStake: 4, quorumRound: 50, pinnedVoters: 3, closeRound: 55, reason: 'certificate' },
      certificate: { attestationDigest: 'd', signers: 4, stake: 4, quorum: 3 },
      outputs: [],
    } as unknown as Handoff;
    const steps = milestonesOf({ chain, freeze: frozen, handoff });
    expect(steps.at(-1)).toEqual({ name: 'Closed', state: 'done', detail: 'by certificate' });
    expect(steps[2]?.state).toBe('done');
  });
});
