import { END_OF_PUBLISH_BLOCKERS } from '@baton/protocol';
import { HttpValue, listPage } from '@baton/service-runtime';
import { Type } from 'typebox';
import { ASSEMBLY_REASONS } from './assembly.ts';

const { authority, count, digest, nullable: orNull } = HttpValue;

export const { epochParams, objectId } = HttpValue;

const member = Type.Object({ name: authority, stake: count, consensusKey: digest });
const committeeFields = {
  epoch: count,
  members: Type.Array(member),
  quorumThreshold: count,
  validityThreshold: count,
};
const committeeSnapshot = Type.Object(committeeFields);
const addresses = Type.Record(Type.String(), Type.Object({ validatorId: objectId, peerUrl: Type.String() }));

/** The file that `baton cert verify` takes. */
export const committee = Type.Object({ network: Type.String(), ...committeeFields });

export const epochView = Type.Object({
  epoch: count,
  committee: committeeSnapshot,
  addresses,
  protocolVersion: count,
  epochStartMs: count,
  epochDurationMs: count,
  previousCommittee: orNull(committeeSnapshot),
  nextCommittee: orNull(committeeSnapshot),
  nextAddresses: orNull(addresses),
  endOfPublishReady: Type.Boolean(),
  lockedSessions: Type.Boolean(),
  observedAt: Type.String({ format: 'date-time' }),
});

const assembly = {
  outcome: Type.Enum(['pending', 'incomplete', 'complete']),
  reason: orNull(Type.Enum([...ASSEMBLY_REASONS])),
};

export const epochList = listPage(
  Type.Object({
    epoch: count,
    protocolVersion: count,
    epochStartMs: count,
    epochDurationMs: count,
    quorumThreshold: count,
    members: Type.Array(Type.Object({ name: authority, stake: count })),
    joining: orNull(
      Type.Array(authority, { description: 'In the next committee and not in this one; null before it is named' }),
    ),
    leaving: orNull(Type.Array(authority, { description: 'In this committee and not in the next one' })),
    networkKeys: count,
    assembly: orNull(Type.Object({ ...assembly, final: Type.Boolean() })),
    lockedSessions: Type.Boolean(),
    endOfPublishReady: Type.Boolean(),
    observedAt: HttpValue.isoTime,
  }),
);

export const present = Type.Object({
  epoch: orNull(count),
  protocolVersion: orNull(count),
  nextProtocolVersion: orNull(count),
  lastCheckpoint: orNull(Type.Object({ system: count, coordinator: count })),
  observedAt: orNull(HttpValue.isoTime),
  sessions: orNull(
    Type.Object({
      locked: Type.Boolean({ description: 'The last session that this epoch completes is fixed' }),
      target: count,
      completed: count,
      nextSequenceNumber: count,
    }),
  ),
  endOfPublishBlockers: Type.Array(Type.Enum([...END_OF_PUBLISH_BLOCKERS])),
  submitter: Type.Boolean(),
  hold: orNull(Type.String({ description: 'Why this node does not move the epoch on' })),
  outage: orNull(Type.Object({ since: Type.String(), code: Type.String() })),
  chainBlobReads: Type.Record(Type.String(), count),
});

export const networkKeysQuery = Type.Object({
  since: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'A version seen before: answer when there is another, or after 30 s with the state as it is',
    }),
  ),
});

export const networkKeys = Type.Object({
  epoch: count,
  version: digest,
  keys: Type.Array(
    Type.Object({
      keyId: objectId,
      currentEpoch: count,
      dkgAtEpoch: count,
      state: Type.Enum([
        'awaiting_network_dkg',
        'network_dkg_completed',
        'awaiting_network_reconfiguration',
        'network_reconfiguration_completed',
      ]),
      dkgOutput: orNull(digest),
      reconfigurationOutput: orNull(digest),
      complete: Type.Boolean(),
    }),
  ),
});

export const nextCommitteeKeysQuery = Type.Object({
  wait: Type.Optional(
    Type.Literal('final', { description: 'Answer when final, or after 30 s with the state as it is' }),
  ),
});

export const nextCommitteeKeys = Type.Object({
  epoch: count,
  ...assembly,
  missing: Type.Array(Type.Object({ name: authority, reason: Type.String() })),
  final: Type.Boolean(),
  members: Type.Array(Type.Object({ name: authority, digest })),
});
