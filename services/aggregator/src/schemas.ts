import { Type } from 'typebox';

export const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const authority = Type.String({ pattern: '^[0-9a-f]{96}$' });
const signature = Type.String({ pattern: '^[0-9a-f]{128}$' });
export const objectId = Type.String({ pattern: '^0x[0-9a-f]{64}$' });
export const count = Type.Integer({ minimum: 0 });
export const countOrNull = Type.Union([count, Type.Null()]);
export const output = Type.Enum(['dkg', 'reconfiguration']);

export const epochParams = Type.Object({ epoch: count });

export const certificateQuery = Type.Object({
  wait: Type.Optional(
    Type.Literal('certificate', { description: 'Answer when there is one, or after 30 s as things are' }),
  ),
});

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

export const certificateSummary = Type.Object({
  epoch: count,
  attestationDigest: digest,
  signers: count,
  stake: count,
  quorum: count,
});

export const certificateList = Type.Object({ certificates: Type.Array(certificateSummary) });

export const attestationList = Type.Object({
  epoch: count,
  attestations: Type.Array(
    Type.Object({
      attestationDigest: digest,
      stake: count,
      signers: count,
      attestation,
      signatures: Type.Array(signerSignature),
    }),
    { description: 'More than one is a divergence' },
  ),
});

export const handoffView = Type.Object({
  epoch: count,
  close: Type.Object({
    voters: count,
    voteStake: count,
    quorumRound: countOrNull,
    pinnedVoters: countOrNull,
    closeRound: countOrNull,
    reason: Type.Union([Type.Enum(['certificate', 'backstop', 'vote_quorum']), Type.Null()]),
  }),
  endedRound: countOrNull,
  votes: Type.Array(
    Type.Object({
      authority,
      round: count,
      attestationDigest: Type.Union([digest, Type.Null()]),
      signatureAccepted: Type.Boolean(),
    }),
  ),
  attestations: Type.Array(
    Type.Object({
      attestationDigest: digest,
      items: count,
      nextCommitteeHash: digest,
      stake: count,
      signers: Type.Array(authority),
    }),
  ),
  certificate: Type.Union([certificateSummary, Type.Null()]),
  outputs: Type.Array(
    Type.Object({
      keyId: objectId,
      output,
      agreed: Type.Union([Type.Object({ digest, round: count, stake: count }), Type.Null()]),
      votes: Type.Array(Type.Object({ authority, digest, round: count })),
    }),
    { description: 'Network-key outputs of this epoch’s sessions, by key and kind' },
  ),
});
