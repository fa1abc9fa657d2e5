import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckpointKind } from '../checkpoint/index.ts';
import type { Fold } from '../epoch/index.ts';
import type { HandoffAttestation } from '../messages/index.ts';
import { commitOf, foldAll, type TestCommit, tablesAfter } from '../testing/given.ts';
import {
  sessionOutput,
  signsCheckpoint,
  type TestMessage,
  votesOutput,
  votesSessions,
  votesWith,
} from '../testing/messages.ts';
import { contextOf, digestOf, EPOCH, FOUR } from '../testing/network.ts';
import { handoffFold } from './fold.ts';
import type { CheckpointRow, CheckpointTallyRow, HandoffRowChange } from './rows.ts';
import type { HandoffState } from './state.ts';

const context = contextOf({ endOfPublishGraceRounds: 3, lastDwalletCheckpoint: 10, lastSystemCheckpoint: 2 });
const LAST: Record<CheckpointKind, number> = { dwallet: 10, system: 2 };
const A: HandoffAttestation = { epoch: EPOCH, nextCommitteeHash: digestOf('a'), items: [] };

const member = fc.constantFrom(...FOUR);
const contents = fc.constantFrom(digestOf('c'), digestOf('d'));
const sessions = fc
  .tuple(member, fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat(5)), { minLength: 1, maxLength: 5 }))
  .map(([by, words]) =>
    votesSessions(
      by,
      words.map(([number, other]) => sessionOutput(number, other === 0 ? 'other' : '')),
    ),
  );
const signature = fc
  .record({ by: member, kind: fc.constantFrom<CheckpointKind>('dwallet', 'system'), offset: fc.nat(4), contents })
  .map((one) => signsCheckpoint(one.by, one.kind, LAST[one.kind] + one.offset, one.contents));
const message: fc.Arbitrary<TestMessage> = fc.oneof(
  { weight: 6, arbitrary: sessions },
  { weight: 3, arbitrary: signature },
  { weight: 2, arbitrary: fc.tuple(member, fc.nat(1)).map(([by, key]) => votesOutput(by, key, 'dkg', digestOf('o'))) },
  { weight: 2, arbitrary: member.map((by) => votesWith(by, A)) },
);
const commits: fc.Arbitrary<TestCommit[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(message, { maxLength: 6 })), { minLength: 1, maxLength: 16 })
  .map((steps) => {
    let round = 0;
    return steps.map(([gap, messages]) => {
      round += gap;
      return { round, messages };
    });
  });

type HandoffFold = Fold<HandoffState, HandoffRowChange>;

function run(fold: HandoffFold, steps: readonly TestCommit[]) {
  let state = fold.initial(context);
  const rows: HandoffRowChange[] = [];
  for (const step of steps) {
    const next = fold.applyCommit(state, commitOf(step));
    state = next.state;
    rows.push(...next.rows);
  }
  return { state, rows };
}

const of = <Row>(rows: readonly HandoffRowChange[], table: HandoffRowChange['table']) =>
  rows.filter((change) => change.table === table).map((change) => change.row as Row);

function invariants(fold: HandoffFold) {
  return fc.property(commits, (steps) => {
    const { state, rows } = run(fold, steps);
    const checkpoints = of<CheckpointRow>(rows, 'checkpoint');
    const agreed = of<{ sequenceNumber: number }>(rows, 'userSessionOutput').map((row) => row.sequenceNumber);
    const held = checkpoints.flatMap(({ items }) => items);
    for (const kind of ['dwallet', 'system'] as const) {
      const own = checkpoints.filter((row) => row.kind === kind);
      // Numbers have no gap, rounds keep their distance, and nothing follows the end.
      expect(own.map((row) => row.sequenceNumber)).toEqual(own.map((_, index) => LAST[kind] + index + 1));
      const ends = own.flatMap(({ items }) => items).filter((item) => item.type === 'end_of_publish');
      expect(ends.length).toBe(state.close === null ? 0 : 1);
      if (state.close !== null) expect(own.at(-1)?.items.at(-1)).toEqual({ type: 'end_of_publish' });
      for (const [index, row] of own.entries()) {
        const before = own[index - 1];
        if (before && row.round !== state.close?.round) expect(row.round - before.round).toBeGreaterThanOrEqual(5);
      }
    }
    const waiting = state.checkpoints.dwallet.queue.pending;
    const inOrder = [...held, ...waiting].flatMap((item) =>
      item.type === 'user_session' ? [item.sequenceNumber] : [],
    );
    expect(inOrder).toEqual(agreed);
    expect(new Set(agreed).size).toBe(agreed.length);
    if (state.close !== null) expect(waiting).toEqual([]);
    const certified = new Map<string, string>();
    for (const tally of of<CheckpointTallyRow>(rows, 'checkpointTally')) {
      expect(tally.certifiedRound !== null).toBe(tally.stake >= context.committee.quorumThreshold);
      if (tally.certifiedRound === null) continue;
      const key = `${tally.kind}/${tally.sequenceNumber}`;
      expect(certified.get(key) ?? tally.contentsDigest).toBe(tally.contentsDigest);
      certified.set(key, tally.contentsDigest);
    }
  });
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  checkpoint: ['epoch', 'kind', 'sequenceNumber'],
  checkpointTally: ['epoch', 'kind', 'sequenceNumber', 'contentsDigest'],
  checkpointSignature: ['epoch', 'kind', 'sequenceNumber', 'authority'],
  userSessionOutput: ['epoch', 'sequenceNumber'],
};

describe('checkpoints, over any sequence', () => {
  it('keep their invariants', () => {
    fc.assert(invariants(handoffFold), { numRuns: 150 });
  });

  it('change no state in place and fold the same again', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const whole = foldAll(handoffFold, context, steps);
        const twice: HandoffFold = {
          ...handoffFold,
          applyCommit: (state, commit) => {
            handoffFold.applyCommit(state, commit);
            return handoffFold.applyCommit(state, commit);
          },
        };
        expect(run(twice, steps)).toEqual(whole);
        expect(tablesAfter([...whole.rows, ...whole.rows], KEYS)).toEqual(tablesAfter(whole.rows, KEYS));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the checks bite', () => {
  const noAgreed = (state: HandoffState) => ({ ...state, sessions: { ...state.sessions, agreed: [] } });
  const dwallet = (state: HandoffState, change: Partial<HandoffState['checkpoints']['dwallet']['queue']>) => {
    const line = state.checkpoints.dwallet;
    return {
      ...state,
      checkpoints: { ...state.checkpoints, dwallet: { ...line, queue: { ...line.queue, ...change } } },
    };
  };

  it.each([
    ['a session agreed upon twice', noAgreed],
    ['numbers that begin anew', (state: HandoffState) => dwallet(state, { lastNumber: 10 })],
    ['a pace that is forgotten', (state: HandoffState) => dwallet(state, { lastRound: null })],
    ['items that are lost', (state: HandoffState) => dwallet(state, { pending: [] })],
    ['an end that does not latch', (state: HandoffState) => ({ ...state, published: false })],
  ])('%s is found', (_, damage) => {
    const broken: HandoffFold = {
      ...handoffFold,
      applyCommit: (state, commit) => handoffFold.applyCommit(damage(state), commit),
    };
    expect(fc.check(invariants(broken), { numRuns: 2_000, endOnFailure: true }).failed).toBe(true);
  });
});
