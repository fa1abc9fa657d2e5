import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fold } from '../epoch/index.ts';
import { fromHex } from '../identifiers.ts';
import { type CertifiedHandoffAttestation, decodeCertificate, type HandoffAttestation } from '../messages/index.ts';
import { commitOf, foldAll, type TestCommit, tablesAfter } from '../testing/given.ts';
import { type TestMessage, votesOutput, votesWith } from '../testing/messages.ts';
import { contextOf, digestOf, EPOCH, FOUR } from '../testing/network.ts';
import { handoffFold } from './fold.ts';
import type { CertificateRow, HandoffRowChange } from './rows.ts';
import type { HandoffState } from './state.ts';
import { certificateOf } from './tally.ts';

const context = contextOf({ endOfPublishGraceRounds: 4 });
const attestations = ['a', 'b'].map(
  (label): HandoffAttestation => ({ epoch: EPOCH, nextCommitteeHash: digestOf(label), items: [] }),
);
const [A, B] = attestations as [HandoffAttestation, HandoffAttestation];

const signersOf = ({ signatures }: CertifiedHandoffAttestation) => signatures.map(({ signer }) => signer);

const KEYS: Readonly<Record<string, readonly string[]>> = {
  vote: ['epoch', 'authority'],
  attestation: ['epoch', 'attestationDigest'],
  handoffSignature: ['epoch', 'attestationDigest', 'signer'],
  closeStatus: ['epoch'],
  outputVote: ['epoch', 'keyId', 'output', 'authority'],
  networkKeyOutput: ['epoch', 'keyId', 'output'],
  certificate: ['epoch'],
  epochEnd: ['epoch'],
  checkpoint: ['epoch', 'kind', 'sequenceNumber'],
  checkpointTally: ['epoch', 'kind', 'sequenceNumber', 'contentsDigest'],
  checkpointSignature: ['epoch', 'kind', 'sequenceNumber', 'authority'],
  userSessionOutput: ['epoch', 'sequenceNumber'],
  capability: ['epoch', 'authority'],
  protocolUpgrade: ['epoch'],
};

const member = fc.constantFrom(...FOUR);
const vote = fc
  .record({ by: member, second: fc.nat(4), forged: fc.nat(5) })
  .map(({ by, second, forged }) => votesWith(by, second === 0 ? B : A, { forged: forged === 0 }));
const output = fc
  .tuple(member, fc.constantFrom('x', 'y'))
  .map(([by, label]) => votesOutput(by, 0, 'dkg', digestOf(label)));
const message: fc.Arbitrary<TestMessage> = fc.oneof({ weight: 3, arbitrary: vote }, { weight: 1, arbitrary: output });

const commits: fc.Arbitrary<TestCommit[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(message, { maxLength: 3 })), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let round = 0;
    return steps.map(([gap, messages]) => {
      round += gap;
      return { round, messages };
    });
  });

type HandoffFold = Fold<HandoffState, HandoffRowChange>;

function checkStep(before: HandoffState, after: HandoffState): void {
  const [held, now] = [certificateOf(before.tally), certificateOf(after.tally)];
  if (held !== null) {
    expect(now?.attestation).toEqual(held.attestation);
    expect(now?.signatures.map((entry) => entry.signer)).toEqual(
      expect.arrayContaining(held.signatures.map((entry) => entry.signer)),
    );
  }
  if (before.close !== null) expect(after.close).toEqual(before.close);
  if (before.votes.quorumRound !== null) {
    expect(after.votes.quorumRound).toBe(before.votes.quorumRound);
    expect(after.votes.pinnedVoters).toBe(before.votes.pinnedVoters);
  }
  for (const [authority, given] of before.votes.votes) expect(after.votes.votes.get(authority)).toEqual(given);
  for (const [key, { agreed }] of before.outputs)
    if (agreed !== null) expect(after.outputs.get(key)?.agreed).toEqual(agreed);
}

function invariants(fold: HandoffFold) {
  return fc.property(commits, (steps) => {
    let state = fold.initial(context);
    for (const step of steps) {
      const next = fold.applyCommit(state, commitOf(step)).state;
      checkStep(state, next);
      state = next;
    }
  });
}

describe('the handoff fold, over any sequence', () => {
  it('keeps its invariants', () => {
    fc.assert(invariants(handoffFold), { numRuns: 60 });
  });

  it('changes no state in place and folds the same in any batching', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const whole = foldAll(handoffFold, context, steps);
        let state = handoffFold.initial(context);
        const rows: HandoffRowChange[] = [];
        for (const step of steps) {
          handoffFold.applyCommit(state, commitOf(step));
          const again = handoffFold.applyCommit(state, commitOf(step));
          state = again.state;
          rows.push(...again.rows);
        }
        expect(state).toEqual(whole.state);
        expect(rows).toEqual(whole.rows);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves the same tables when its rows are applied again', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const { rows } = foldAll(handoffFold, context, steps);
        expect(tablesAfter([...rows, ...rows], KEYS)).toEqual(tablesAfter(rows, KEYS));
      }),
      { numRuns: 30 },
    );
  });

  it('emits certificates that only ever grow', () => {
    fc.assert(
      fc.property(commits, (steps) => {
        const { rows } = foldAll(handoffFold, context, steps);
        const certificates = rows
          .filter((change) => change.table === 'certificate')
          .map((change) => decodeCertificate(fromHex((change.row as CertificateRow).encoded)));
        for (const [index, certificate] of certificates.entries()) {
          const before = certificates[index - 1];
          if (before === undefined) continue;
          expect(certificate.attestation).toEqual(before.attestation);
          expect(signersOf(certificate)).toEqual(expect.arrayContaining(signersOf(before)));
          expect(certificate.signatures.length).toBeGreaterThan(before.signatures.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not know the order of different voters within a commit', () => {
    const voters = fc.uniqueArray(member, { minLength: 1 });
    const shuffled = voters.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [left, right] = [one, other].map((list) =>
          foldAll(handoffFold, context, [{ round: 1, messages: list.map((by) => votesWith(by, A)) }, { round: 6 }]),
        );
        expect(right && certificateOf(right.state.tally)).toEqual(left && certificateOf(left.state.tally));
        expect(right?.state.close).toEqual(left?.state.close);
        expect(right?.state.votes.pinnedVoters).toBe(left?.state.votes.pinnedVoters);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the checks bite', () => {
  it.each([
    [
      'a certificate that is minted afresh',
      (state: HandoffState) => ({ ...state, tally: { ...state.tally, certified: null, attestations: new Map() } }),
    ],
    [
      'a quorum that is counted afresh',
      (state: HandoffState) => ({ ...state, votes: { ...state.votes, quorumRound: null, pinnedVoters: null } }),
    ],
    ['a close that does not latch', (state: HandoffState) => ({ ...state, close: null })],
  ])('%s is found', (_, damage) => {
    const broken: HandoffFold = {
      ...handoffFold,
      applyCommit: (state, commit) => handoffFold.applyCommit(damage(state), commit),
    };
    expect(fc.check(invariants(broken), { numRuns: 300, endOnFailure: true }).failed).toBe(true);
  });
});
