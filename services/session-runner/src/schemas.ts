import { HttpValue, listPage } from '@baton/service-runtime';
import { Type } from 'typebox';
import { INSTANTIATION_FAILURES } from './instantiation.ts';

const { count, digest, isoTime, networkKeyOutput, nullable, objectId } = HttpValue;

export const { epochParams } = HttpValue;

const session = Type.Object({
  epoch: count,
  keyId: objectId,
  output: networkKeyOutput,
  state: Type.Enum(['waiting', 'running', 'registered', 'failed']),
  outputDigest: nullable(digest),
  startedAt: isoTime,
  finishedAt: nullable(isoTime),
  lastError: nullable(Type.String()),
});

export const sessions = Type.Object({ epoch: nullable(count), networkKeySessions: Type.Array(session) });

export const epochList = listPage(
  Type.Object({
    epoch: count,
    waiting: count,
    running: count,
    registered: count,
    failed: count,
    startedAt: isoTime,
    finishedAt: nullable(Type.String({ description: 'ISO time; null while one runs' })),
  }),
);

const phase = Type.Enum(['held', 'key_needed', 'computing', 'computed', 'submitted']);

export const userSessionList = listPage(
  Type.Object({
    sequenceNumber: Type.Integer({ description: "The chain's number of the session" }),
    sessionId: objectId,
    kind: Type.Enum(['computation', 'presign_vote', 'inadmissible']),
    phase,
  }),
);

export const present = Type.Object({
  ...sessions.properties,
  waiting: nullable(
    Type.Object({
      for: Type.Enum(['freeze', 'blobs_of_frozen_members', 'next_committee_keys'], {
        description: 'What network-key sessions that the chain awaits wait for',
      }),
      since: isoTime,
    }),
  ),
  networkKeys: Type.Array(
    Type.Object({
      keyId: objectId,
      rule: nullable(Type.Integer({ description: 'Row of the adoption table' })),
      reason: nullable(Type.String()),
      stranded: Type.Boolean(),
      adoptedEpoch: nullable(count),
      dkgOutput: nullable(digest),
      reconfigurationOutput: nullable(digest),
      instantiation: Type.Enum(['none', 'in_flight', 'instantiated', 'failed']),
      failure: nullable(Type.Enum([...INSTANTIATION_FAILURES])),
    }),
    { description: 'What this engine adopted, and whether it is loaded' },
  ),
  userSessions: Type.Object({
    target: Type.Integer({ minimum: 0, description: 'Local view of the last session that this epoch completes' }),
    lock: nullable(
      Type.Object({
        locked: Type.Boolean({ description: 'The target stands for the rest of the epoch' }),
        completed: count,
        nextSequenceNumber: count,
      }),
    ),
    phases: Type.Object({ held: count, key_needed: count, computing: count, computed: count, submitted: count }),
  }),
});
