import { Type } from 'typebox';

const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const authority = Type.String({ pattern: '^[0-9a-f]{96}$' });
const objectId = Type.String({ pattern: '^0x[0-9a-f]{64}$' });
const count = Type.Integer({ minimum: 0 });
const roundOrNull = Type.Union([count, Type.Null()], { description: 'Round; null until reached' });

export const epochParams = Type.Object({ epoch: count });

export const freezeQuery = Type.Object({
  wait: Type.Optional(
    Type.Literal('frozen', { description: 'Answer when frozen, or after 30 s with the state as it is' }),
  ),
});

export const freezeView = Type.Object({
  epoch: count,
  isFrozen: Type.Boolean(),
  status: Type.Object({
    readySigners: count,
    readyStake: count,
    quorumRound: roundOrNull,
    freezeRound: roundOrNull,
    announcements: count,
    graceRounds: count,
    firstCommitMs: Type.Union([count, Type.Null()]),
  }),
  frozen: Type.Array(Type.Object({ name: authority, digest, source: Type.Enum(['quorum', 'carried']), stake: count })),
  excluded: Type.Array(authority),
  names: Type.Array(
    Type.Object({
      name: authority,
      outcome: Type.Enum(['frozen', 'excluded', 'pending', 'not_named']),
      reason: Type.Enum([
        'quorum',
        'carried_from_prior_certificate',
        'below_quorum',
        'split',
        'not_validated',
        'not_announced',
      ]),
      announced: Type.Union([digest, Type.Null()]),
      digests: Type.Array(Type.Object({ digest, stake: count, signers: count })),
    }),
    { description: 'Every member and every name that a ready signal lists, with the stake behind each digest' },
  ),
});

export const announcementList = Type.Object({
  epoch: count,
  announcements: Type.Array(
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
  ),
  joinerCandidates: Type.Array(
    Type.Object({ epoch: count, joiner: authority, digest, relayer: authority, arrivedMs: count }),
    { description: 'Relayed announcements that wait until the next committee is recorded' },
  ),
});

export const readySignalList = Type.Object({
  epoch: count,
  readySignals: Type.Array(
    Type.Object({
      epoch: count,
      authority,
      sequenceNumber: count,
      peerCount: count,
      validatedPeers: Type.Array(Type.Object({ name: authority, digest })),
      outsiders: count,
      round: count,
    }),
  ),
});

export const networkKeyList = Type.Object({
  epoch: count,
  networkKeys: Type.Array(
    Type.Object({
      keyId: objectId,
      readyStake: count,
      quorum: Type.Boolean({ description: 'Whether a quorum of stake signalled readiness for its DKG' }),
      authorities: Type.Array(Type.Object({ authority, round: count })),
    }),
  ),
});
