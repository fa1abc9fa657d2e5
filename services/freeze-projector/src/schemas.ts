import { HttpValue, listPage, listQuery } from '@baton/service-runtime';
import { Type } from 'typebox';
import { NAME_REASONS } from './reason.ts';

const { authority, count, digest, nullable, objectId, round } = HttpValue;

export const { epochParams } = HttpValue;
export const pageQuery = Type.Object(listQuery);
export const nameParams = Type.Object({ epoch: count, name: authority });

export const freezeQuery = Type.Object({
  wait: Type.Optional(
    Type.Literal('frozen', { description: 'Answer when frozen, or after 30 s with the state as it is' }),
  ),
});

const state = Type.Enum(['frozen', 'carried', 'excluded', 'announced', 'silent']);
const source = Type.Enum(['quorum', 'carried']);

export const epochList = listPage(
  Type.Object({
    epoch: count,
    status: Type.Enum(['open', 'frozen']),
    ended: Type.Boolean({ description: 'Nothing of it changes any more' }),
    protocolVersion: nullable(count),
    quorumRound: round,
    freezeRound: round,
    readySigners: count,
    readyStake: count,
    members: Type.Array(Type.Object({ name: authority, seated: Type.Boolean(), state }), {
      description: "The committee in the chain's order, then the other names that the log knows",
    }),
  }),
);

export const freezeView = Type.Object({
  epoch: count,
  isFrozen: Type.Boolean(),
  status: Type.Object({
    readySigners: count,
    readyStake: count,
    quorumRound: round,
    freezeRound: round,
    announcements: count,
    graceRounds: count,
    firstCommitMs: nullable(count),
  }),
  frozen: Type.Array(Type.Object({ name: authority, digest, source, stake: count })),
  excluded: Type.Array(authority),
  names: Type.Array(
    Type.Object({
      name: authority,
      seated: Type.Boolean(),
      state,
      outcome: Type.Enum(['frozen', 'excluded', 'pending', 'not_named']),
      reason: Type.Enum([...NAME_REASONS]),
      announced: nullable(digest),
      digests: Type.Array(Type.Object({ digest, stake: count, signers: count })),
    }),
    { description: 'Every member, joiner and name in a ready signal, with the stake behind each digest' },
  ),
});

const candidate = Type.Object({ digest, relayer: authority, arrivedMs: count });

export const nameExplanation = Type.Object({
  epoch: count,
  name: authority,
  seated: Type.Boolean({ description: "In this epoch's committee" }),
  seatedNext: nullable(Type.Boolean({ description: 'In the next committee; null while the log has not recorded it' })),
  state,
  digest: nullable(digest),
  source: nullable(source),
  stakeByDigest: Type.Array(
    Type.Object({ digest, stake: count, authorities: Type.Array(authority, { description: 'Who attests it' }) }),
  ),
  quorumThreshold: count,
  announcement: nullable(
    Type.Object({
      epoch: count,
      digest,
      timestampMs: count,
      round: count,
      sequence: count,
      relayed: Type.Boolean({ description: 'By members, for the next epoch' }),
    }),
  ),
  candidates: Type.Array(candidate, { description: 'Relayed announcements that wait for the next committee' }),
  priorDigest: nullable(digest),
  notAttestedBy: Type.Array(
    Type.Object({ authority, round: Type.Integer({ description: 'Of its last recorded signal' }) }),
    { description: 'Signalled without naming it' },
  ),
  notSignalled: Type.Array(authority),
  why: HttpValue.why(NAME_REASONS),
});

export const announcementList = listPage(
  Type.Object({
    epoch: count,
    validator: authority,
    timestampMs: count,
    blobHash: digest,
    relayed: Type.Boolean(),
    streamEpoch: count,
    round: count,
    sequence: count,
  }),
);

export const joinerCandidateList = listPage(
  Type.Object({ epoch: count, joiner: authority, digest, relayer: authority, arrivedMs: count }),
);

export const readySignalList = listPage(
  Type.Object({
    epoch: count,
    authority,
    sequenceNumber: count,
    peerCount: count,
    validatedPeers: Type.Array(Type.Object({ name: authority, digest }), {
      description: 'Whom it attests at which digest',
    }),
    outsiders: count,
    round: count,
  }),
);

export const networkKeyList = listPage(
  Type.Object({
    keyId: objectId,
    readyStake: count,
    quorum: Type.Boolean({ description: 'Whether a quorum of stake signalled readiness for its DKG' }),
    authorities: Type.Array(Type.Object({ authority, round: count })),
  }),
);
