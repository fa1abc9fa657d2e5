import type { AuthorityName, CommitteeSnapshot, ConsensusKey, Digest } from '@baton/protocol';
import type { AnnouncementRow, FreezeFacts, ReadySignalRow } from '@baton/read-model';
import { describe, expect, it } from 'vitest';
import { explainFreeze } from './explanation.ts';
import { describeReason } from './reason.ts';

const EPOCH = 5;
const name = (seat: number) => `${seat}`.padStart(2, '0').repeat(48) as AuthorityName;
const blob = (seat: number) => `${seat}`.padStart(2, 'b').repeat(32) as Digest;
const JOINER = name(9);

function committeeOf(seats: readonly AuthorityName[], epoch: number): CommitteeSnapshot {
  const members = seats.map((seat) => ({ name: seat, stake: 1, consensusKey: '00'.repeat(32) as ConsensusKey }));
  return { epoch, members, quorumThreshold: 3, validityThreshold: 2 };
}
const SEATS = [1, 2, 3, 4].map(name);

const announces = (validator: AuthorityName, digest: Digest, round: number, epoch = EPOCH): AnnouncementRow => ({
  epoch,
  validator,
  timestampMs: 1,
  blobHash: digest,
  relayed: epoch !== EPOCH,
  streamEpoch: EPOCH,
  round,
  sequence: round,
});

const signals = (seat: number, round: number, peers: readonly [AuthorityName, Digest][]): ReadySignalRow => ({
  epoch: EPOCH,
  authority: name(seat),
  sequenceNumber: 1,
  peerCount: peers.length,
  validatedPeers: peers.map(([peer, digest]) => ({ name: peer, digest })),
  outsiders: 0,
  round,
});

function factsOf(given: Partial<Omit<FreezeFacts, 'status'>> & { freezeRound?: number | null }): FreezeFacts {
  const { freezeRound = null, ...facts } = given;
  return {
    status: {
      epoch: EPOCH,
      readySigners: facts.readySignals?.length ?? 0,
      readyStake: facts.readySignals?.length ?? 0,
      quorumRound: null,
      freezeRound,
      announcements: facts.announcements?.length ?? 0,
      graceRounds: 3,
      firstCommitMs: 0,
    },
    frozen: [],
    excluded: [],
    readySignals: [],
    announcements: [],
    joinerCandidates: [],
    nextCommittee: undefined,
    view: { committee: committeeOf(SEATS, EPOCH) } as FreezeFacts['view'],
    anchor: undefined,
    ...facts,
  };
}

function explain(facts: FreezeFacts, of: AuthorityName) {
  const found = explainFreeze(facts).find((one) => one.name === of);
  if (!found) throw new Error(`nothing is said of ${of}`);
  return { ...found, text: describeReason(found, facts.status) };
}

describe('why a name stands where it stands', () => {
  it('frozen by a quorum, with who attested', () => {
    const readySignals = [1, 2, 3].map((seat) => signals(seat, 4, [[name(1), blob(1)]]));
    const frozen = [{ epoch: EPOCH, name: name(1), digest: blob(1), source: 'quorum' as const, stake: 3 }];
    const facts = factsOf({ readySignals, frozen, freezeRound: 4, announcements: [announces(name(1), blob(1), 2)] });
    const explained = explain(facts, name(1));
    expect(explained).toMatchObject({ state: 'frozen', source: 'quorum', digest: blob(1), reason: 'quorum' });
    expect(explained.stakeByDigest).toEqual([{ digest: blob(1), stake: 3, authorities: [1, 2, 3].map(name) }]);
    expect(explained.notSignalled).toEqual([name(4)]);
    expect(explained.text).toBe('Stake 3 of 3 validators attests b1b1b1b1; 3 make a quorum, so it froze in round 4.');
  });

  it('a late joiner is excluded: most signals came before its announcement', () => {
    const base: [AuthorityName, Digest][] = SEATS.map((seat, index) => [seat, blob(index + 1)]);
    const facts = factsOf({
      freezeRound: 60,
      excluded: [JOINER],
      announcements: [announces(JOINER, blob(9), 50, EPOCH + 1)],
      nextCommittee: { epoch: EPOCH, round: 40, committee: committeeOf([...SEATS, JOINER], EPOCH + 1) },
      readySignals: [
        signals(1, 20, base),
        signals(2, 21, base),
        signals(3, 55, [...base, [JOINER, blob(9)]]),
        signals(4, 56, base),
      ],
    });
    expect(explain(facts, JOINER)).toMatchObject({
      seated: false,
      seatedNext: true,
      state: 'excluded',
      reason: 'below_quorum',
      stakeByDigest: [{ stake: 1, authorities: [name(3)] }],
      notAttestedBy: [{ authority: name(1) }, { authority: name(2) }, { authority: name(4) }],
      text:
        'Only stake 1 of 1 validator attested b9b9b9b9 when the epoch froze in round 60; 3 make a quorum. ' +
        '2 validators signalled before the announcement (round 50); ' +
        '1 validator signalled later without naming it: its bytes were not held there.',
    });
  });

  it('announced after the freeze, or never', () => {
    const facts = factsOf({ freezeRound: 10, announcements: [announces(name(2), blob(2), 11)] });
    expect(explain(facts, name(2))).toMatchObject({ state: 'announced', reason: 'announced_after_freeze' });
    expect(explain(facts, name(3))).toMatchObject({ state: 'silent', reason: 'not_announced', announcement: null });
  });

  it('split over two digests, the heavier first', () => {
    const facts = factsOf({
      readySignals: [
        signals(1, 3, [[name(4), blob(4)]]),
        signals(2, 3, [[name(4), blob(5)]]),
        signals(3, 3, [[name(4), blob(5)]]),
      ],
      announcements: [announces(name(4), blob(5), 2)],
    });
    const { reason, stakeByDigest, text } = explain(facts, name(4));
    expect(reason).toBe('split');
    expect(stakeByDigest.map(({ stake }) => stake)).toEqual([2, 1]);
    expect(text).toContain('b5b5b5b5 by stake 2, b4b4b4b4 by stake 1');
    expect(text).toContain('so far');
  });

  it('carried from the prior certificate', () => {
    const frozen = [{ epoch: EPOCH, name: name(4), digest: blob(4), source: 'carried' as const, stake: 0 }];
    const explained = explain(factsOf({ frozen, freezeRound: 9 }), name(4));
    expect(explained).toMatchObject({ state: 'carried', source: 'carried', digest: blob(4) });
    expect(explained.text).toContain('no ready signal named it');
  });

  it('a joiner whose announcement waits for the next committee is known', () => {
    const candidate = { epoch: EPOCH, joiner: JOINER, digest: blob(9), relayer: name(1), arrivedMs: 7 };
    const explained = explain(factsOf({ joinerCandidates: [candidate] }), JOINER);
    expect(explained).toMatchObject({ state: 'announced', reason: 'next_committee_not_recorded', seatedNext: null });
  });

  it('an announcement of this epoch counts before one relayed for the next', () => {
    const facts = factsOf({
      announcements: [announces(name(1), blob(7), 9, EPOCH + 1), announces(name(1), blob(1), 2)],
    });
    expect(explain(facts, name(1)).announcement?.blobHash).toBe(blob(1));
  });

  it('nothing is said where the committee is not known', () => {
    expect(explainFreeze(factsOf({ view: undefined }))).toEqual([]);
  });
});
