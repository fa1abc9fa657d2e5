import { HttpValue, listPage, listQuery } from '@baton/service-runtime';
import { Type } from 'typebox';
import { CLOSE_CODES } from './close-explanation.ts';

const { authority, count, digest, networkKeyOutput, nullable, objectId, round, signature } = HttpValue;

export const { epochParams } = HttpValue;
export const pageQuery = Type.Object(listQuery);

export const certificateQuery = Type.Object({
  wait: Type.Optional(
    Type.Literal('certificate', { description: 'Answer when there is one, or after 30 s as things are' }),
  ),
});

const closeReason = nullable(Type.Enum(['certificate', 'backstop', 'vote_quorum']));
const signerSignature = Type.Object({ signer: authority, signature });

export const attestation = Type.Object({
  epoch: count,
  nextCommitteeHash: digest,
  items: Type.Array(
    Type.Object({
      key: Type.Union([
        Type.Object({ type: Type.Literal('network_dkg_output'), keyId: objectId }),
        Type.Object({ type: Type.Literal('network_reconfiguration_output'), keyId: objectId }),
        Type.Object({ type: Type.Literal('validator_mpc_data'), validator: authority }),
      ]),
      digest,
    }),
  ),
});

export const certificate = Type.Object({ attestation, signatures: Type.Array(signerSignature) });

const certificateFields = { attestationDigest: digest, signers: count, stake: count, quorum: count };
const certificateSummary = Type.Object({ epoch: count, ...certificateFields });

export const epochList = listPage(
  Type.Object({
    epoch: count,
    quorumRound: round,
    closeRound: round,
    closeReason,
    endedRound: round,
    voters: count,
    voteStake: count,
    attestations: Type.Integer({ description: 'Different ones that were signed; more than one is a divergence' }),
    certificate: nullable(Type.Object(certificateFields)),
    members: Type.Array(
      Type.Object({
        name: authority,
        state: Type.Enum(['signed', 'divergent', 'voted', 'silent'], {
          description:
            'Signed what is certified, or leads; signed another; voted without a good signature; did not vote',
        }),
      }),
      { description: "The committee in the chain's order" },
    ),
  }),
);

export const attestationList = listPage(
  Type.Object({
    attestationDigest: digest,
    stake: count,
    signers: count,
    certified: Type.Boolean(),
    attestation,
    signatures: Type.Array(Type.Object({ ...signerSignature.properties, round: count })),
  }),
);

export const handoffView = Type.Object({
  epoch: count,
  close: Type.Object({
    voters: count,
    voteStake: count,
    quorumRound: round,
    pinnedVoters: nullable(count),
    closeRound: round,
    reason: closeReason,
  }),
  decision: nullable(
    Type.Object({
      seats: count,
      quorumThreshold: count,
      graceRounds: count,
      backstopRounds: count,
      why: HttpValue.why(CLOSE_CODES),
    }),
  ),
  endedRound: round,
  votes: Type.Array(
    Type.Object({ authority, round: count, attestationDigest: nullable(digest), signatureAccepted: Type.Boolean() }),
  ),
  notVoted: Type.Array(authority, { description: 'Members without a vote' }),
  attestations: Type.Array(
    Type.Object({
      attestationDigest: digest,
      items: count,
      nextCommitteeHash: digest,
      stake: count,
      signers: Type.Array(authority),
    }),
  ),
  certificate: nullable(certificateSummary),
  outputs: Type.Array(
    Type.Object({
      keyId: objectId,
      output: networkKeyOutput,
      agreed: nullable(Type.Object({ digest, round: count, stake: count })),
      votes: Type.Array(Type.Object({ authority, digest, round: count })),
    }),
    { description: 'Network-key outputs of this epoch’s sessions, by key and kind' },
  ),
});
