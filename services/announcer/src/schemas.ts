import { MAX_OUTPUTS_PER_BATCH } from '@baton/protocol';
import { Type } from 'typebox';
import { RELAY_REASONS } from './relay-checks.ts';

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

export const userSessionOutputs = Type.Object({
  epoch: Type.Integer({ minimum: 0 }),
  outputs: Type.Array(
    Type.Object({
      sessionId: objectId,
      sequenceNumber: Type.Integer({ minimum: 1, description: "The chain's number of the user session" }),
      digest,
      rejected: Type.Boolean(),
    }),
    { minItems: 1, maxItems: MAX_OUTPUTS_PER_BATCH },
  ),
});

export const acceptedBatch = Type.Object({
  batch: Type.Integer(),
  state: Type.Enum(['pending', 'accepted', 'sequenced']),
  lastError: nullable(Type.String()),
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
  mode: nullable(Type.Enum(['off_chain', 'chain_driven'], { description: 'Of the epoch, by its protocol version' })),
  joining: nullable(
    Type.Object({
      epoch: Type.Integer({ description: 'The epoch to be joined' }),
      state: Type.Enum(['pushing', 'done', 'exhausted']),
      attempts: Type.Integer(),
      accepted: Type.Array(authority),
      required: Type.Integer(),
      answers: Type.Array(Type.Object({ name: authority, answer: Type.String() })),
    }),
  ),
});

export const relayAnswer = Type.Union([
  Type.Object({ outcome: Type.Literal('accepted', { description: 'Seen sequenced' }) }),
  Type.Object({
    outcome: Type.Literal('rejected'),
    reason: Type.Enum([...RELAY_REASONS]),
    detail: Type.Optional(Type.String()),
  }),
]);
