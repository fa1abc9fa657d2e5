import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committeeSnapshot } from '../committee.ts';
import type { Fold } from '../epoch/index.ts';
import { commitOf, foldAll, type TestCommit, tablesAfter } from '../testing/given.ts';
import { announces, namesNext, peers, ready, relays, type TestMessage } from '../testing/messages.ts';
import { blobOf, committeeOf, contextOf, digestOf, EPOCH, FOUR } from '../testing/network.ts';
import { freezeFold } from './fold.ts';
import { computeFreezePartition } from './partition.ts';
import type { FreezeRowChange } from './rows.ts';
import type { FreezeState } from './state.ts';

const prior = {
  attestation: {
    epoch: EPOCH - 1,
    nextCommitteeHash: digestOf('next'),
    items: peers([1, 3], 'prior').map(({ name, digest }) => ({
      key: { type: 'validator_mpc_data' as const, validator: name },
      digest,
    })),
  },
  signatures: [],
};
const context = contextOf({ mpcDataFreezeGraceRounds: 3, priorCertificate: prior });

const KEYS: Readonly<Record<string, readonly string[]>> = {
  announcement: ['epoch', 'validator'],
  readySignal: ['epoch', 'authority'],
  frozen: ['epoch', 'name'],
  excluded: ['epoch', 'name'],
  freezeStatus: ['epoch'],
  networkKeyReady: ['epoch', 'keyId', 'authority'],
  nextCommittee: ['epoch'],
  joinerBuffer: ['epoch', 'joiner', 'digest'],
};

const member = fc.constantFrom(...FOUR);
const label = fc.constantFrom('a', 'b');
const peerList = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), label), { minLength: 2, maxLength: 8 })
  .map((pairs) => pairs.flatMap(([index, of]) => peers([index], of)));

const message: fc.Arbitrary<TestMessage> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(member, fc.nat(3), label)
      .map(([by, timestampMs, of]) => announces(by, { timestampMs, blobHash: blobOf(by, of) })),
  },
  { weight: 6, arbitrary: fc.tuple(member, peerList).map(([by, list]) => ready(by, list)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(member, fc.constantFrom(4, 5), fc.nat(2), fc.boolean())
      .map(([by, joiner, timestampMs, forged]) => relays(by, joiner, { timestampMs, forged })),
  },
  { weight: 1, arbitrary: fc.constant(namesNext(committeeOf([0, 1, 2, 4], { epoch: EPOCH + 1 }))) },
);

const commits: fc.Arbitrary<TestCommit[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(message, { maxLength: 5 })), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let round = 0;
    return steps.map(([gap, messages]) => {
      round += gap;
      return { round, messages };
    });
  });

type FreezeFold = Fold<FreezeState, FreezeRowChange>;

/** What must hold between any two successive states. */
function checkStep(before: FreezeState, after: FreezeState): void {
  if (before.frozen !== null) expect(after.frozen).toEqual(before.frozen);
  if (before.quorumRound !== null) expect(after.quorumRound).toBe(before.quorumRound);
  if (before.nextCommittee !== null) expect(after.nextCommittee).toBe(before.nextCommittee);
  const names = after.frozen?.frozen.map((peer) => peer.name) ?? [];
  expect(new Set(names).size).toBe(names.length);
  for (const name of after.excluded) expect(names).not.toContain(name);
  for (const [key, row] of before.announcements) {
    expect(after.announcements.get(key)?.timestampMs).toBeGreaterThanOrEqual(row.timestampMs);
  }
  for (const [authority, row] of before.readySignals) {
    const known = after.readySignals.get(authority)?.validatedPeers.map((peer) => peer.name);
    expect(known).toEqual(expect.arrayContaining(row.validatedPeers.map((peer) => peer.name)));
  }
  expect(after.nowMs).toBeGreaterThanOrEqual(before.nowMs ?? 0);
}

/** Without the functions of a committee, which are new in each fold. */
function plain(state: FreezeState) {
  const { nextCommittee } = state;
  return {
    ...state,
    nextCommittee: nextCommittee && { ...nextCommittee, committee: committeeSnapshot(nextCommittee.committee) },
  };
}

function invariants(fold: FreezeFold) {
  return fc.property(commits, (steps) => {
    let state = fold.initial(context);
    for (const step of steps) {
      const next = fold.applyCommit(state, commitOf(step)).state;
      checkStep(state, next);
      state = next;
    }
  });
}

describe('the freeze fold, over any sequence', () => {
  it('keeps its invariants', () => {
    fc.assert(invariants(freezeFold), { numRuns: 100 });
  });

  it('changes no state in place: each commit folded twice gives the same, in any batching', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const whole = foldAll(freezeFold, context, steps);
        let state = freezeFold.initial(context);
        const rows: FreezeRowChange[] = [];
        for (const step of steps) {
          freezeFold.applyCommit(state, commitOf(step));
          const again = freezeFold.applyCommit(state, commitOf(step));
          state = again.state;
          rows.push(...again.rows);
        }
        expect(plain(state)).toEqual(plain(whole.state));
        expect(rows).toEqual(whole.rows);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the same tables when its rows are applied again', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const { rows } = foldAll(freezeFold, context, steps);
        expect(tablesAfter([...rows, ...rows], KEYS)).toEqual(tablesAfter(rows, KEYS));
      }),
      { numRuns: 60 },
    );
  });

  it('gains nothing from a message that is sequenced twice', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const doubled = steps.map((step) => ({
          ...step,
          messages: (step.messages ?? []).flatMap((one) => [one, one]),
        }));
        const [once, twice] = [steps, doubled].map((list) => foldAll(freezeFold, context, list).state);
        expect(twice?.frozen).toEqual(once?.frozen);
        expect(twice?.readySignals).toEqual(once?.readySignals);
        expect([...(twice?.announcements.keys() ?? [])]).toEqual([...(once?.announcements.keys() ?? [])]);
      }),
      { numRuns: 60 },
    );
  });

  it('does not know the order of different signers within a commit', () => {
    const signals = fc.uniqueArray(fc.tuple(member, peerList), { selector: ([by]) => by, minLength: 1 });
    const shuffled = signals.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [left, right] = [one, other].map((list) =>
          foldAll(freezeFold, context, [{ round: 1, messages: list.map(([by, of]) => ready(by, of)) }, { round: 9 }]),
        );
        expect(right?.state.frozen).toEqual(left?.state.frozen);
        expect(right?.state.excluded).toEqual(left?.state.excluded);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the checks bite', () => {
  const forgetful: FreezeFold = {
    ...freezeFold,
    applyCommit: (state, commit) => freezeFold.applyCommit({ ...state, frozen: null }, commit),
  };
  const sliding: FreezeFold = {
    ...freezeFold,
    applyCommit: (state, commit) => freezeFold.applyCommit({ ...state, quorumRound: null }, commit),
  };

  it.each([
    ['a freeze that does not latch', forgetful],
    ['an anchor that slides', sliding],
  ])('%s is found', (_, broken) => {
    expect(fc.check(invariants(broken), { numRuns: 500, endOnFailure: true }).failed).toBe(true);
  });

  it('a quorum of half the stake would let two digests of a peer freeze, so such a committee is refused', () => {
    const half = { ...committeeOf([0, 1, 2, 3]), quorumThreshold: 2 };
    const signals = FOUR.map((index) => {
      const body = ready(index, peers([0], index < 2 ? 'a' : 'b')).body;
      return body.kind === 'epoch_mpc_data_ready_signal' ? body.signal : expect.unreachable();
    });
    expect(computeFreezePartition({ signals, committee: half }).frozen).toHaveLength(2);
    expect(() => committeeOf([0, 1])).toThrow(expect.objectContaining({ code: 'COMMITTEE_UNSAFE' }));
  });
});
