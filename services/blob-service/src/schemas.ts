import { HttpValue, listPage, listQuery } from '@baton/service-runtime';
import { Type } from 'typebox';
import { OUTPUT_SOURCES } from './registration.ts';

const { authority, count, isoTime, networkKeyOutput, nullable, objectId } = HttpValue;
const digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Blake2b-256 of the bytes' });

export const digestParams = Type.Object({ digest });

export const outputParams = Type.Object({
  epoch: Type.Integer({ minimum: 0, description: "The session's epoch" }),
  keyId: objectId,
  output: networkKeyOutput,
});

export const putQuery = Type.Object({
  origin: Type.Optional(Type.Enum(['own', 'announcer', 'peer', 'engine', 'joiner'], { description: 'Default own' })),
});

export const putOutputQuery = Type.Object({
  source: Type.Optional(
    Type.Enum([...OUTPUT_SOURCES], { description: 'Who says that this is the output; default engine' }),
  ),
});

export const stored = Type.Object({
  digest,
  size: count,
  structurallyValid: Type.Boolean(),
  created: Type.Boolean({ description: 'False when it was held already' }),
});

export const registered = Type.Object({
  digest,
  size: count,
  created: Type.Boolean({ description: 'False when the slot held it already' }),
  replaced: nullable(digest),
});

export const blobQuery = Type.Object(listQuery);

export const blobList = Type.Object({
  ...listPage(
    Type.Object({
      digest,
      size: count,
      structurallyValid: Type.Boolean(),
      origin: Type.String(),
      storedAt: isoTime,
    }),
  ).properties,
  count: Type.Integer({ description: 'All blobs held' }),
  bytes: Type.Integer({ description: 'All bytes held' }),
  cache: Type.Object({ count, bytes: count }),
});

const reason = Type.Union([
  Type.Object({ kind: Type.Enum(['announcement', 'certificate']), validator: authority }),
  Type.Object({ kind: Type.Literal('network_key_output'), epoch: count, keyId: objectId, output: networkKeyOutput }),
]);

const result = Type.Enum([
  'ok',
  'not_found',
  'hash_mismatch',
  'decode_failed',
  'cache_insert_failed',
  'transport_error',
]);

export const wantedList = listPage(
  Type.Object({
    digest,
    reasons: Type.Array(reason, { description: 'What names it' }),
    owner: nullable(authority),
    state: Type.Enum(['waiting', 'fetching']),
    asking: nullable(Type.String({ description: 'The peer that is asked right now' })),
    attempts: count,
    lastResult: nullable(result),
    lastPeer: nullable(authority),
    since: isoTime,
    peers: Type.Array(
      Type.Object({ peer: authority, result, detail: nullable(Type.String()), attempts: count, at: isoTime }),
      { description: 'What each peer last answered' },
    ),
  }),
);

export const outputList = listPage(Type.Object({ epoch: count, keyId: objectId, output: networkKeyOutput, digest }));

export const outputListQuery = Type.Object({ epoch: Type.Optional(count), ...listQuery });
