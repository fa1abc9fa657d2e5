import { MAX_OUTPUTS_PER_BATCH } from '@baton/protocol';
import { HttpValue, listPage } from '@baton/service-runtime';
import { Type } from 'typebox';
import { RELAY_REASONS } from './relay-checks.ts';

const { authority, count, digest, isoTime, networkKeyOutput: output, nullable, objectId, round } = HttpValue;

export const { epochParams } = HttpValue;

export const epochList = listPage(
  Type.Object({
    epoch: count,
    announced: nullable(Type.String({ description: 'Digest of the blob that was announced' })),
    announcementRound: round,
    readySignalRound: round,
    attestationDigest: nullable(digest),
    mismatch: Type.Boolean({ description: 'The own attestation differs from what was tallied' }),
    voteRound: round,
    submissions: Type.Object({ pending: count, accepted: count, sequenced: count }),
  }),
);

export const relayList = listPage(
  Type.Object({
    number: count,
    joiner: authority,
    epoch: Type.Integer({ description: 'The epoch to be joined' }),
    outcome: Type.Enum(['accepted', 'rejected']),
    reason: nullable(Type.Enum([...RELAY_REASONS])),
    detail: nullable(Type.String()),
    times: Type.Integer({ description: 'How often in a row' }),
    first: isoTime,
    last: isoTime,
  }),
);

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

export const announcerQuery = Type.Object({
  since: Type.Optional(
    Type.String({
      pattern: '^(none|0|[1-9][0-9]{0,15})$',
      description: 'The epoch seen before, or `none`: answer when there is another, or after 30 s',
    }),
  ),
});

export const announcerStatus = Type.Object({
  authority,
  epoch: nullable(Type.Integer()),
  idle: nullable(Type.String()),
  since: Type.String({ description: 'ISO time since when it takes part in this epoch, or is idle' }),
  mode: nullable(Type.Enum(['off_chain', 'chain_driven'], { description: 'Of the epoch, by its protocol version' })),
  joining: nullable(
    Type.Object({
      epoch: Type.Integer({ description: 'The epoch to be joined' }),
      state: Type.Enum(['pushing', 'done', 'exhausted']),
      attempts: Type.Integer(),
      accepted: Type.Array(authority),
      required: Type.Integer(),
      since: isoTime,
      answers: Type.Array(
        Type.Object({
          name: authority,
          url: Type.String(),
          answer: Type.String({ description: '`accepted`, why not, or how the connection failed' }),
          detail: nullable(Type.String()),
          attempts: count,
          at: isoTime,
        }),
        { description: 'What the relay of each member last answered' },
      ),
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
