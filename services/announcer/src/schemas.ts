import { Type } from 'typebox';

const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const authority = Type.String({ pattern: '^[0-9a-f]{96}$' });
const objectId = Type.String({ pattern: '^0x[0-9a-f]{64}$' });
const output = Type.Enum(['dkg', 'reconfiguration']);
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const epochParams = Type.Object({ epoch: Type.Integer({ minimum: 0 }) });

export const outputQuery = Type.Object({
  epoch: Type.Integer({ minimum: 0, description: "The session's epoch" }),
  keyId: objectId,
  output,
});

export const acceptedOutput = Type.Object({
  digest,
  size: Type.Integer(),
  vote: Type.Enum(['pending', 'accepted', 'sequenced', 'too_late']),
});

const itemKey = Type.Union([
  Type.Object({ type: Type.Literal('network_dkg_output'), keyId: objectId }),
  Type.Object({ type: Type.Literal('network_reconfiguration_output'), keyId: objectId }),
  Type.Object({ type: Type.Literal('validator_mpc_data'), validator: authority }),
]);

const submission = Type.Object({
  kind: Type.String(),
  sequenceNumber: Type.Integer(),
  keyDigest: digest,
  state: Type.Enum(['pending', 'accepted', 'sequenced']),
  attempts: Type.Integer(),
  lastError: nullable(Type.String()),
  since: Type.String({ description: 'ISO time' }),
});

export const epochView = Type.Object({
  epoch: Type.Integer(),
  current: Type.Boolean({ description: "Whether this is the producer's epoch now" }),
  announcement: nullable(
    Type.Object({
      timestampMs: Type.Integer(),
      blobHash: digest,
      recorded: Type.Boolean(),
      round: nullable(Type.Integer()),
    }),
  ),
  readySignal: Type.Object({
    recorded: nullable(
      Type.Object({
        sequenceNumber: Type.Integer(),
        round: Type.Integer(),
        validatedPeers: Type.Array(Type.Object({ name: authority, digest })),
      }),
    ),
    withheld: nullable(Type.String({ description: 'Why none goes out now' })),
  }),
  attestation: nullable(
    Type.Object({
      digest,
      nextCommitteeHash: digest,
      items: Type.Array(Type.Object({ key: itemKey, digest })),
      mismatch: nullable(
        Type.Object({
          attestationDigest: digest,
          verdict: Type.String(),
          items: Type.Array(Type.Object({ key: itemKey, local: nullable(digest), sequenced: nullable(digest) })),
        }),
      ),
    }),
  ),
  attestationDigest: nullable(digest),
  waitingFor: nullable(Type.String({ description: 'What the attestation waits for' })),
  voteRecorded: Type.Boolean(),
  submissions: Type.Array(submission),
});

export const announcerStatus = Type.Object({
  authority,
  epoch: nullable(Type.Integer()),
  idle: nullable(Type.String()),
});
