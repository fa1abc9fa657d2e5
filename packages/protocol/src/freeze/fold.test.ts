import { describe, expect, it } from 'vitest';
import { signHandoffAttestation } from '../messages/index.ts';
import { given } from '../testing/given.ts';
import { announces, keyReady, namesNext, peers, ready, relays } from '../testing/messages.ts';
import { blobOf, committeeOf, contextOf, digestOf, EPOCH, FOUR, keyId, validator } from '../testing/network.ts';
import { freezeFold } from './fold.ts';

const context = contextOf();
const ALL = peers(FOUR);
const first = { round: 1 };
const name = (index: number) => validator(index).name;
const fresh = (before: Parameters<typeof given>[2][]) => given(freezeFold, context, first, ...before);

function priorCertificate(indices: readonly number[], label = 'prior') {
  const items = peers(indices, label).map((peer) => ({
    key: { type: 'validator_mpc_data' as const, validator: peer.name },
    digest: peer.digest,
  }));
  const attestation = { epoch: EPOCH - 1, nextCommitteeHash: digestOf('next'), items };
  const { signer, signature } = signHandoffAttestation(attestation, name(0), validator(0).sign);
  return { attestation, signatures: [{ signer, signature }] };
}

describe('clock', () => {
  it('records the first commit and says nothing of empty ones after it', () => {
    given(freezeFold, context)
      .when({ round: 7, timestampMs: 42 })
      .thenRows('freezeStatus', [{ epoch: EPOCH, firstCommitMs: 42, readySigners: 0, quorumRound: null }]);
    given(freezeFold, context, { round: 7 }).when({ round: 8 }, { round: 30 }).thenNothingHappened();
  });

  it('is the running maximum of commit timestamps', () => {
    const { state } = given(freezeFold, context).when({ round: 1, timestampMs: 50 }, { round: 2, timestampMs: 40 });
    expect(state.nowMs).toBe(50);
  });
});

describe('announcements', () => {
  it('records an own announcement of this epoch', () => {
    fresh([])
      .when({ round: 2, messages: [announces(0)] })
      .thenRows('announcement', [
        { epoch: EPOCH, validator: name(0), blobHash: blobOf(0), relayed: false, round: 2, streamEpoch: EPOCH },
      ])
      .thenRows('freezeStatus', [{ announcements: 1 }]);
  });

  it.each([
    ['another epoch', announces(0, { epoch: EPOCH + 1 })],
    ['timestamp zero', announces(0, { timestampMs: 0 })],
    ['an equal timestamp', announces(0, { blobHash: digestOf('other') })],
    ['an older timestamp', announces(0, { timestampMs: 999 })],
  ])('drops one with %s', (_, message) => {
    fresh([{ round: 2, messages: [announces(0)] }])
      .when({ round: 3, messages: [message] })
      .thenNothingHappened();
  });

  it('lets a newer one replace it', () => {
    fresh([{ round: 2, messages: [announces(0)] }])
      .when({ round: 3, messages: [announces(0, { timestampMs: 1_001, blobHash: digestOf('new') })] })
      .thenRows('announcement', [{ blobHash: digestOf('new'), timestampMs: 1_001 }]);
  });

  it("keeps a continuing member's own row apart from one relayed for the next epoch", () => {
    const next = namesNext(committeeOf([0, 1, 2, 4], { epoch: EPOCH + 1 }));
    const { state } = fresh([{ round: 2, messages: [announces(0), next] }]).when({
      round: 3,
      messages: [relays(1, 0, { timestampMs: 9_000, blobHash: digestOf('for the next epoch') })],
    });
    expect([...state.announcements.values()].map((row) => [row.epoch, row.blobHash])).toEqual([
      [EPOCH, blobOf(0)],
      [EPOCH + 1, digestOf('for the next epoch')],
    ]);
  });
});

describe('the freeze', () => {
  const signals = (indices: readonly number[], list = ALL) => indices.map((index) => ready(index, list));

  it('fires in the commit that completes full coverage', () => {
    const { state } = fresh([{ round: 2, messages: signals([0, 1, 2]) }])
      .when({ round: 3, messages: signals([3]) })
      .thenRows(
        'frozen',
        ALL.map((peer) => ({ ...peer, source: 'quorum', stake: 4 })),
      )
      .thenRows('excluded', [])
      .thenRows('freezeStatus', [{ quorumRound: 2, freezeRound: 3, readySigners: 4, readyStake: 4 }]);
    expect(state.frozen?.round).toBe(3);
  });

  it('may fire in the very commit that anchors', () => {
    fresh([])
      .when({ round: 2, messages: signals(FOUR) })
      .thenRows('freezeStatus', [{ quorumRound: 2, freezeRound: 2 }]);
  });

  it('waits for the grace in rounds, not in commits, and an empty commit fires it', () => {
    const anchored = fresh([{ round: 2, messages: signals([0, 1, 2]) }]);
    anchored.when({ round: 3 }, { round: 4 }, { round: 11 }).thenNothingHappened();
    anchored.when({ round: 12 }).thenRows('freezeStatus', [{ quorumRound: 2, freezeRound: 12 }]);
  });

  it('does not begin below a quorum of signers, however long', () => {
    const { state } = fresh([{ round: 2, messages: signals([0, 1]) }]).when({ round: 5_000 });
    expect(state.quorumRound).toBeNull();
  });

  it('never moves its anchor', () => {
    fresh([{ round: 2, messages: signals([0, 1, 2], peers([0, 1, 2])) }])
      .when({ round: 9, messages: signals([0, 1, 2], peers([0, 1, 2, 3])) })
      .thenRows('freezeStatus', []);
    const { state } = fresh([{ round: 2, messages: signals([0, 1, 2]) }]).when({
      round: 9,
      messages: signals([3], peers([0, 1, 2])),
    });
    expect(state.quorumRound).toBe(2);
  });

  it('freezes a silent member out when nobody names it, and excludes it when too few do', () => {
    const three = peers([0, 1, 2]);
    fresh([{ round: 2, messages: signals([0, 1, 2], three) }])
      .when({ round: 12 })
      .thenRows('frozen', three)
      .thenRows('excluded', []);
    const some = [ready(0, ALL), ready(1, three), ready(2, three)];
    fresh([{ round: 2, messages: some }])
      .when({ round: 12 })
      .thenRows('excluded', [{ name: name(3) }]);
  });

  it('is reached without a member nobody names, by the fast path too', () => {
    fresh([{ round: 2, messages: signals([0, 1, 2, 3], peers([0, 1, 2])) }])
      .when({ round: 3 })
      .thenNothingHappened();
    const { state } = fresh([]).when({ round: 2, messages: signals(FOUR, peers([0, 1, 2])) });
    expect(state.frozen?.frozen).toHaveLength(3);
  });

  it('carries a silent seated member forward from the prior certificate, never over fresh bytes', () => {
    const carrying = contextOf({ priorCertificate: priorCertificate([0, 3, 7]) });
    given(freezeFold, carrying, first, { round: 2, messages: signals([0, 1, 2], peers([0, 1, 2])) })
      .when({ round: 12 })
      .thenRows('frozen', [
        ...peers([0, 1, 2]).map((peer) => ({ ...peer, source: 'quorum', stake: 3 })),
        { name: name(3), digest: blobOf(3, 'prior'), source: 'carried', stake: 0 },
      ]);
  });

  it('takes a carried member out of the excluded', () => {
    const carrying = contextOf({ priorCertificate: priorCertificate([3]) });
    const some = [ready(0, ALL), ready(1, peers([0, 1, 2])), ready(2, peers([0, 1, 2]))];
    given(freezeFold, carrying, first, { round: 2, messages: some }).when({ round: 12 }).thenRows('excluded', []);
  });

  it('latches nothing when no digest has a quorum, replaces the excluded at each attempt, and tries again', () => {
    const split = [ready(0, peers(FOUR, 'a')), ready(1, peers(FOUR, 'b')), ready(2, peers(FOUR, 'c'))];
    const stuck = fresh([{ round: 2, messages: split }]);
    const attempt = stuck
      .when({ round: 12 })
      .thenRows('frozen', [])
      .thenRows(
        'excluded',
        FOUR.map((index) => ({ name: name(index) })),
      );
    expect(attempt.state.frozen).toBeNull();
    stuck.when({ round: 12 }, { round: 13 }).thenRows(
      'excluded',
      FOUR.map((index) => ({ name: name(index) })),
    );
    const more = ready(3, [...peers(FOUR, 'a'), ...peers([5], 'a')]);
    const grown = fresh([{ round: 2, messages: split }, { round: 12 }]).when({
      round: 13,
      messages: [ready(1, [...peers([0, 1, 2, 3], 'a'), ...peers([6])]), more],
    });
    expect(grown.of('excluded').filter((change) => change.op === 'delete')).toHaveLength(4);
    expect(grown.state.frozen?.frozen).toEqual(
      peers(FOUR, 'a').map((peer) => ({ ...peer, source: 'quorum', stake: 3 })),
    );
    expect(grown.state.frozen?.excluded).toEqual([name(5), name(6)]);
  });

  it('stands for ever: later signals are recorded and change nothing of it', () => {
    const frozen = fresh([{ round: 2, messages: signals(FOUR) }]);
    const later = frozen.when({ round: 3, messages: [ready(0, [...peers(FOUR, 'late'), ...peers([8])])] });
    later
      .thenRows('frozen', [])
      .thenRows('excluded', [])
      .thenRows('readySignal', [{ authority: name(0), peerCount: 5 }]);
    expect(later.state.frozen?.frozen.map((peer) => peer.digest)).toEqual(ALL.map((peer) => peer.digest));
  });

  it('breaks if the state is tampered with: the latch is what holds it', () => {
    const frozen = fresh([{ round: 2, messages: signals(FOUR) }]).when({ round: 3 });
    const broken = { ...frozen.state, frozen: null };
    const again = freezeFold.applyCommit(broken, {
      epoch: EPOCH,
      round: 4,
      timestampMs: 0,
      sequence: 0,
      prevDigest: digestOf(''),
      digest: digestOf(''),
      messages: [],
    });
    expect(again.state.frozen?.round).toBe(4);
  });
});

describe('ready signals', () => {
  it('are stored canonical, a later superset replacing the whole row', () => {
    const one = fresh([{ round: 2, messages: [ready(0, peers([2, 0, 1]))] }]);
    expect(one.when({ round: 3 }).state.readySignals.get(name(0))?.validatedPeers).toEqual(peers([0, 1, 2]));
    one
      .when({ round: 3, messages: [ready(0, peers([3, 0, 1, 2], 'new'), { sequenceNumber: 0 })] })
      .thenRows('readySignal', [{ validatedPeers: peers(FOUR, 'new'), peerCount: 4, outsiders: 0 }]);
  });

  it.each([
    ['of another epoch', ready(1, ALL, { epoch: EPOCH + 1 })],
    ['below a quorum of coverage', ready(1, peers([0, 1]))],
    ['padded with outsiders instead of members', ready(1, peers([0, 1, 5, 6, 7]))],
    ['over the cap', ready(1, peers(Array.from({ length: 17 }, (_, index) => index)))],
    ['of the same names with other digests', ready(0, peers([0, 1, 2], 'other'), { sequenceNumber: 1 })],
    ['of as many other names', ready(0, peers([1, 2, 3]), { sequenceNumber: 1 })],
  ])('%s are not', (_, message) => {
    fresh([{ round: 2, messages: [ready(0, peers([0, 1, 2]))] }])
      .when({ round: 3, messages: [message] })
      .thenNothingHappened();
  });

  it('count outsiders that stay in', () => {
    fresh([])
      .when({ round: 2, messages: [ready(0, peers([0, 1, 2, 9]))] })
      .thenRows('readySignal', [{ outsiders: 1, peerCount: 4 }]);
  });
});

describe('network-key readiness', () => {
  it('is one row per key and authority, and never freezes anything', () => {
    const ready3 = fresh([{ round: 2, messages: [keyReady(0, 1), keyReady(1, 1), keyReady(2, 1)] }]);
    const { state } = ready3.when({ round: 3, messages: [keyReady(0, 1)] }).thenNothingHappened();
    expect([...(state.networkKeyReady.get(keyId(1))?.keys() ?? [])]).toEqual([0, 1, 2].map(name));
    expect(state.networkKeyReady.has(keyId(2))).toBe(false);
    expect(state.frozen).toBeNull();
  });
});

describe('version 3', () => {
  it('knows no announcements, no ready signals and no freeze', () => {
    const messages = [announces(0), ...FOUR.map((index) => ready(index, ALL)), keyReady(0, 1), relays(1, 4)];
    given(freezeFold, contextOf({ version: 3 }), first)
      .when({ round: 2, messages }, { round: 500 })
      .thenNothingHappened();
  });
});
