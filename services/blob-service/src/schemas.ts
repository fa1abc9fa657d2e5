import { Type } from 'typebox';

const digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Blake2b-256 of the bytes' });
const authority = Type.String({ pattern: '^[0-9a-f]{96}$' });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const digestParams = Type.Object({ digest });

export const outputParams = Type.Object({
  epoch: Type.Integer({ minimum: 0, description: "The session's epoch" }),
  keyId: Type.String({ pattern: '^0x[0-9a-f]{64}$' }),
  output: Type.Enum(['dkg', 'reconfiguration']),
});

export const putQuery = Type.Object({
  origin: Type.Optional(Type.Enum(['own', 'announcer', 'peer', 'engine', 'joiner'], { description: 'Default own' })),
});

export const putOutputQuery = Type.Object({
  source: Type.Optional(
    Type.Enum(['engine', 'agreed'], { description: 'Who says that this is the output; default engine' }),
  ),
});

export const stored = Type.Object({
  digest,
  size: Type.Integer(),
  structurallyValid: Type.Boolean(),
  created: Type.Boolean({ description: 'False when it was held already' }),
});

export const registered = Type.Object({
  digest,
  size: Type.Integer(),
  created: Type.Boolean({ description: 'False when the slot held it already' }),
  replaced: nullable(digest),
});

export const listQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Held blobs listed; default 200' })),
  after: Type.Optional(digest),
});

const fetching = Type.Object({
  digest,
  owner: nullable(authority),
  state: Type.Enum(['waiting', 'fetching']),
  attempts: Type.Integer(),
  lastResult: nullable(Type.String()),
  lastPeer: nullable(authority),
  since: Type.String({ description: 'ISO time' }),
});

export const blobList = Type.Object({
  count: Type.Integer({ description: 'All blobs held' }),
  bytes: Type.Integer({ description: 'All bytes held' }),
  cache: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  held: Type.Array(
    Type.Object({
      digest,
      size: Type.Integer(),
      structurallyValid: Type.Boolean(),
      origin: Type.String(),
      storedAt: Type.String({ description: 'ISO time' }),
    }),
  ),
  missing: Type.Array(fetching),
});

export const outputList = Type.Object({
  outputs: Type.Array(
    Type.Object({ epoch: Type.Integer(), keyId: Type.String(), output: Type.Enum(['dkg', 'reconfiguration']), digest }),
  ),
});

export const outputListQuery = Type.Object({ epoch: Type.Optional(Type.Integer({ minimum: 0 })) });
