import { describe, expect, it } from 'vitest';
import { verifyCertifiedHandoffAttestation } from '../bootstrap/index.ts';
import { fromHex } from '../identifiers.ts';
import { attestationDigest, decodeCertificate, type HandoffAttestation } from '../messages/index.ts';
import { given } from '../testing/given.ts';
import { ends, peers, votesOutput, votesV1, votesWith } from '../testing/messages.ts';
import { contextOf, digestOf, EPOCH, FOUR, keyId, validator } from '../testing/network.ts';
import { buildHandoffAttestation } from './attestation.ts';
import { handoffFold } from './fold.ts';
import { computeHandoffItems } from './items.ts';
import { hashNextCommittee } from './next-committee.ts';
import { certificateOf } from './tally.ts';

const context = contextOf();
const name = (index: number) => validator(index).name;

function attestationOf(label: string): HandoffAttestation {
  const items = computeHandoffItems({ mpcData: peers(FOUR, label), dkg: [], reconfiguration: [] });
  return buildHandoffAttestation({ epoch: EPOCH, nextCommitteeHash: hashNextCommittee(FOUR.map(name)), items });
}

const A = attestationOf('a');
const B = attestationOf('b');
const digestA = attestationDigest(A);
const votes = (indices: readonly number[], attestation = A) => indices.map((index) => votesWith(index, attestation));
const fresh = (...before: Parameters<typeof given>[2][]) => given(handoffFold, context, ...before);

describe('votes', () => {
  it('count whether or not the signature is good', () => {
    fresh()
      .when({ round: 1, messages: [votesWith(0, A), votesWith(1, A, { forged: true })] })
      .thenRows('vote', [
        { authority: name(0), attestationDigest: digestA, signatureAccepted: true },
        { authority: name(1), attestationDigest: digestA, signatureAccepted: false },
      ])
      .thenRows('handoffSignature', [{ signer: name(0) }])
      .thenRows('closeStatus', [{ voters: 2, voteStake: 2, quorumRound: null }]);
  });

  it('count once per authority, the first one', () => {
    fresh({ round: 1, messages: votes([0]) })
      .when({ round: 2, messages: [votesWith(0, B)] })
      .thenRows('vote', [])
      .thenRows('handoffSignature', [{ attestationDigest: attestationDigest(B), signer: name(0) }])
      .thenRows('closeStatus', []);
  });

  it('are not of this epoch if their attestation is not', () => {
    const stale = { ...A, epoch: EPOCH - 1 };
    fresh()
      .when({ round: 1, messages: [votesWith(0, stale)] })
      .thenNothingHappened();
  });

  it('of the first version are dropped', () => {
    fresh()
      .when({ round: 1, messages: FOUR.map((index) => votesV1(index)) })
      .thenNothingHappened();
  });

  it('pin their number at the vote that makes the quorum, not at the end of its commit', () => {
    fresh()
      .when({ round: 1, messages: votes(FOUR) })
      .thenRows('closeStatus', [{ voters: 4, quorumRound: 1, pinnedVoters: 3, closeRound: null }]);
  });
});

describe('the certificate', () => {
  it('is minted at the quorum and enriched by each later signer', () => {
    const minted = fresh({ round: 1, messages: votes([2, 0]) }).when({ round: 2, messages: votes([1]) });
    minted.thenRows('certificate', [{ epoch: EPOCH, attestationDigest: digestA, signers: 3, stake: 3, quorum: 3 }]);
    fresh({ round: 1, messages: votes([2, 0, 1]) })
      .when({ round: 2, messages: votes([3]) })
      .thenRows('certificate', [{ signers: 4, stake: 4 }]);
    const row = minted.of('certificate')[0]?.row as { encoded: string };
    const certificate = decodeCertificate(fromHex(row.encoded));
    expect(certificate.signatures.map((entry) => entry.signer)).toEqual([0, 1, 2].map(name));
    expect(verifyCertifiedHandoffAttestation({ certificate, committee: context.committee }).valid).toBe(true);
  });

  it('comes once for a commit that brings several signers past the quorum', () => {
    fresh()
      .when({ round: 1, messages: votes(FOUR) })
      .thenRows('certificate', [{ signers: 4 }]);
  });

  it('is not minted of split attestations, nor of forged signatures', () => {
    fresh()
      .when({ round: 1, messages: [...votes([0, 1]), ...votes([2, 3], B)] })
      .thenRows('certificate', [])
      .thenRows('attestation', [
        { stake: 2, signers: 2 },
        { stake: 2, signers: 2 },
      ]);
    fresh()
      .when({ round: 1, messages: FOUR.map((index) => votesWith(index, A, { forged: true })) })
      .thenRows('certificate', []);
  });

  it('does not depend on what this node itself would attest', () => {
    const { state } = fresh().when({ round: 1, messages: votes([0, 1, 2], B) });
    expect(certificateOf(state.tally)?.attestation).toEqual(B);
  });

  it('is of one attestation for ever, even if a second one reaches a quorum', () => {
    fresh({ round: 1, messages: votes([0, 1, 2]) })
      .when({ round: 2, messages: votes([1, 2, 3], B) })
      .thenRows('certificate', [])
      .thenRows('attestation', [{ attestationDigest: attestationDigest(B), stake: 3 }]);
  });
});

describe('the close', () => {
  const quorum = { round: 10, messages: votes([0, 1, 2]) };

  it('comes after the grace, with a certificate', () => {
    fresh(quorum).when({ round: 11 }, { round: 19 }).thenNothingHappened();
    fresh(quorum)
      .when({ round: 20 })
      .thenRows('closeStatus', [{ closeRound: 20, reason: 'certificate' }]);
    fresh(quorum)
      .when({ round: 47 })
      .thenRows('closeStatus', [{ closeRound: 47 }]);
  });

  it('is not hastened by a fourth vote in the grace', () => {
    fresh(quorum)
      .when({ round: 12, messages: votes([3]) })
      .thenRows('closeStatus', [{ voters: 4, pinnedVoters: 3, closeRound: null }]);
  });

  it('comes at once where the quorum is everybody', () => {
    const three = contextOf({ indices: [0, 1, 2] });
    given(handoffFold, three)
      .when({ round: 10, messages: votes([0, 1, 2]) })
      .thenRows('closeStatus', [{ pinnedVoters: 3, closeRound: 10, reason: 'certificate' }]);
  });

  it('waits for a certificate beyond the grace, and for no more than four times the grace', () => {
    const uncertified = { round: 10, messages: [...votes([0, 1]), votesWith(2, A, { forged: true })] };
    fresh(uncertified).when({ round: 20 }, { round: 49 }).thenNothingHappened();
    fresh(uncertified)
      .when({ round: 50 })
      .thenRows('closeStatus', [{ closeRound: 50, reason: 'backstop' }]);
    fresh(uncertified)
      .when({ round: 30, messages: votes([3]) })
      .thenRows('closeStatus', [{ closeRound: 30, reason: 'certificate' }])
      .thenRows('certificate', [{ signers: 3 }]);
  });

  it('ends the counting: later votes and outputs are nothing', () => {
    fresh(quorum, { round: 20 })
      .when({ round: 21, messages: [...votes([3]), votesOutput(0, 1, 'dkg', digestOf('x'))] })
      .thenNothingHappened();
  });

  it('is followed by the end of the epoch, said once', () => {
    fresh(quorum, { round: 20 })
      .when({ round: 21, messages: [ends()] }, { round: 22, messages: [ends()] })
      .thenRows('epochEnd', [{ epoch: EPOCH, endedRound: 21 }]);
  });

  it('would be hastened by a recount: the pinned number is what prevents it', () => {
    const { state } = fresh(quorum).when({ round: 11, messages: votes([3]) });
    const recounted = { ...state, votes: { ...state.votes, pinnedVoters: state.votes.votes.size } };
    const { rows } = handoffFold.applyCommit(recounted, {
      epoch: EPOCH,
      round: 12,
      timestampMs: 0,
      sequence: 0,
      prevDigest: digestA,
      digest: digestA,
      messages: [],
    });
    expect(rows.filter(({ table }) => table === 'closeStatus')).toMatchObject([{ row: { closeRound: 12 } }]);
  });
});

describe('session outputs', () => {
  const D = digestOf('output');
  const output = (indices: readonly number[], digest = D) =>
    indices.map((index) => votesOutput(index, 1, 'dkg', digest));

  it('are agreed by a quorum of stake on one digest', () => {
    fresh({ round: 1, messages: output([0, 1]) })
      .when({ round: 2, messages: output([2]) })
      .thenRows('outputVote', [{ keyId: keyId(1), output: 'dkg', authority: name(2), digest: D }])
      .thenRows('networkKeyOutput', [{ keyId: keyId(1), output: 'dkg', digest: D, round: 2, stake: 3 }]);
  });

  it('are not agreed by votes that differ, nor by a member voting again', () => {
    fresh({ round: 1, messages: [...output([0, 1]), ...output([2], digestOf('bad'))] })
      .when({ round: 2, messages: output([2, 1, 0]) })
      .thenNothingHappened();
  });

  it('are told apart by key and by output, and stand once agreed', () => {
    fresh({ round: 1, messages: output([0, 1, 2]) })
      .when({
        round: 2,
        messages: [votesOutput(3, 1, 'dkg', D), votesOutput(0, 1, 'reconfiguration', D), votesOutput(0, 2, 'dkg', D)],
      })
      .thenRows('outputVote', [{ output: 'dkg' }, { output: 'reconfiguration' }, { keyId: keyId(2) }])
      .thenRows('networkKeyOutput', []);
  });

  it('of another epoch are not of this one', () => {
    fresh()
      .when({ round: 1, messages: [votesOutput(0, 1, 'dkg', D, EPOCH - 1)] })
      .thenNothingHappened();
  });
});

describe('version 3', () => {
  const v3 = contextOf({ version: 3 });

  it('closes in the vote that makes the quorum, and processes nothing after it', () => {
    const messages = [votesV1(0), votesV1(1), votesV1(2), votesV1(3), votesOutput(0, 1, 'dkg', digestOf('x'))];
    given(handoffFold, v3)
      .when({ round: 3, messages })
      .thenRows(
        'vote',
        [0, 1, 2].map((index) => ({ authority: name(index), attestationDigest: null, signatureAccepted: false })),
      )
      .thenRows('closeStatus', [{ voters: 3, quorumRound: 3, closeRound: 3, reason: 'vote_quorum' }])
      .thenRows('outputVote', []);
  });

  it('drops votes of the second version', () => {
    given(handoffFold, v3)
      .when({ round: 1, messages: votes(FOUR) }, { round: 500 })
      .thenNothingHappened();
  });
});
