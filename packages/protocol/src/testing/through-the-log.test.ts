import { describe, expect, it } from 'vitest';
import { evaluateBarrier, requiresPriorCertificate } from '../barrier/index.ts';
import { verifyJoinerBootstrapCertificate } from '../bootstrap/index.ts';
import { protocolConfiguration } from '../configuration.ts';
import { blake2b256 } from '../crypto/index.ts';
import { encodeEnvelope, signEnvelope } from '../envelope.ts';
import { type Commit, type EpochContext, readMessage } from '../epoch/index.ts';
import { computeEffectiveReconfigInputSet, freezeFold } from '../freeze/index.ts';
import {
  certificateOf,
  computeHandoffItems,
  decideAttestation,
  handoffFold,
  nextCommitteeNames,
} from '../handoff/index.ts';
import { type CertifiedHandoffAttestation, decodeCertificate, encodeCertificate } from '../messages/index.ts';
import {
  announces,
  keyReady,
  namesNext,
  peers,
  ready,
  relays,
  type TestMessage,
  votesOutput,
  votesWith,
} from './messages.ts';
import { committeeOf, contextOf, digestOf, EPOCH, keyId, validator } from './network.ts';

/** Everything as it goes over the wire: signed, encoded, read back by the reader's own rule. */
function sequenced(messages: readonly TestMessage[], round: number, context: EpochContext): Commit {
  return {
    epoch: EPOCH,
    round,
    timestampMs: round * 100,
    sequence: round * 1_000 + 999,
    prevDigest: digestOf('prev'),
    digest: digestOf(`${round}`),
    messages: messages.map(({ author, body }, index) => {
      const signer = [...Array(12).keys(), 200].map(validator).find((one) => one.name === author) ?? validator(200);
      const bytes = encodeEnvelope(
        signEnvelope({ author, epoch: EPOCH, transaction: { trackingId: '00'.repeat(8), body } }, signer.sign),
      );
      return readMessage({ sequence: round * 1_000 + index, bytes, digest: blake2b256(bytes) }, context);
    }),
  };
}

describe.each([4, 7, 10])('an epoch of %i members with f of them silent', (size) => {
  const members = [...Array(size).keys()];
  const faulty = Math.floor((size - 1) / 3);
  const live = members.slice(faulty);
  const joiner = size;
  const context: EpochContext = {
    ...contextOf({ indices: members }),
    configuration: protocolConfiguration(4, { mpcDataFreezeGraceRounds: 10, endOfPublishGraceRounds: 10 }),
  };
  const next = committeeOf([...members.slice(1), joiner], { epoch: EPOCH + 1 });
  const validated = peers([...live, joiner]);
  const output = digestOf('dkg output');

  const commits = [
    sequenced([...live.map((index) => announces(index)), relays(live[0]!, joiner), keyReady(live[0]!, 0)], 1, context),
    sequenced([namesNext(next)], 2, context),
    sequenced(
      live.map((index) => ready(index, validated)),
      3,
      context,
    ),
    sequenced(
      live.map((index) => votesOutput(index, 0, 'dkg', output)),
      9,
      context,
    ),
    sequenced([], 13, context),
  ];
  const freeze = commits.reduce(
    (state, commit) => freezeFold.applyCommit(state, commit).state,
    freezeFold.initial(context),
  );

  it('freezes the live members and the joiner, after the grace', () => {
    expect(freeze.quorumRound).toBe(3);
    expect(freeze.frozen?.round).toBe(13);
    expect(freeze.frozen?.frozen.map(({ name, digest }) => ({ name, digest }))).toEqual(validated);
  });

  const attestation = (() => {
    const mpcData = computeEffectiveReconfigInputSet({
      frozen: freeze.frozen?.frozen ?? [],
      currentMembers: nextCommitteeNames(context.committee),
      nextMembers: nextCommitteeNames(next),
    });
    const decision = decideAttestation({
      epoch: EPOCH,
      readyQuorumRound: freeze.quorumRound,
      frozen: freeze.frozen !== null,
      nextMembers: nextCommitteeNames(next),
      items: computeHandoffItems({ mpcData, dkg: [{ keyId: keyId(0), digest: output }], reconfiguration: [] }),
    });
    return decision.outcome === 'built' ? decision.attestation : expect.unreachable();
  })();

  const closing = [
    ...commits,
    sequenced(
      live.map((index) => votesWith(index, attestation)),
      20,
      context,
    ),
    sequenced([], 30, context),
  ];
  const handoff = closing.reduce(
    (state, commit) => handoffFold.applyCommit(state, commit).state,
    handoffFold.initial(context),
  );

  it('agrees the output, certifies and closes', () => {
    expect([...handoff.outputs.values()].map((session) => session.agreed?.digest)).toEqual([output]);
    expect(handoff.close).toEqual({ round: 30, reason: 'certificate' });
  });

  const certificate: CertifiedHandoffAttestation = decodeCertificate(encodeCertificate(certificateOf(handoff.tally)!));

  it('leaves a certificate that anchors the next epoch, and a barrier that asks for its outputs', () => {
    const nextMembers = nextCommitteeNames(next);
    expect(
      verifyJoinerBootstrapCertificate({ certificate, committee: context.committee, expectedEpoch: EPOCH, nextMembers })
        .valid,
    ).toBe(true);
    const requiresCertificate = requiresPriorCertificate({ previousProtocolVersion: 4 });
    expect(evaluateBarrier({ requiresCertificate, certificate, held: [] }).state).toBe('waiting');
    const held = [{ epoch: EPOCH, keyId: keyId(0), output: 'dkg' as const, digest: output }];
    expect(evaluateBarrier({ requiresCertificate, certificate, held }).state).toBe('ready');
  });

  it('covers, in the next epoch, the members that stay silent there', () => {
    const heir: EpochContext = { ...context, priorCertificate: certificate };
    const speaking = members.slice(0, context.committee.quorumThreshold);
    const state = [
      sequenced(
        speaking.map((index) => ready(index, peers(speaking))),
        1,
        heir,
      ),
      sequenced([], 11, heir),
    ].reduce((current, commit) => freezeFold.applyCommit(current, commit).state, freezeFold.initial(heir));
    const carried = state.frozen?.frozen.filter((peer) => peer.source === 'carried').map((peer) => peer.name) ?? [];
    expect(carried).toEqual(members.slice(speaking.length).map((index) => validator(index).name));
  });

  it('hears nothing that the reader drops', () => {
    const forged = sequenced(
      [{ ...announces(live[0]!, { timestampMs: 9_999 }), author: validator(live[1]!).name }],
      14,
      context,
    );
    expect(forged.messages[0]).toMatchObject({ envelope: null, dropped: 'AUTHOR_MISMATCH' });
    expect(freezeFold.applyCommit(freeze, forged).rows).toEqual([]);
  });
});
