import { Type } from 'typebox';
import { COMMIT_PAGE_MAX } from './commit-pages.ts';

const hex = (bytes: number) => Type.String({ pattern: `^[0-9a-f]{${bytes * 2}}$` });
const count = Type.Integer({ minimum: 0 });
const nullable = <Schema extends ReturnType<typeof hex>>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const position = Type.Object({ epoch: count, round: count, sequence: count });

export const submitQuery = Type.Object({
  wait: Type.Optional(Type.Literal('sequenced', { description: 'Answer when the message is durable' })),
});

export const accepted = Type.Object({ outcome: Type.Literal('accepted'), keyDigest: hex(32) });

export const sequenced = Type.Object({
  outcome: Type.Literal('sequenced'),
  keyDigest: hex(32),
  ...position.properties,
});

export const head = Type.Object({
  network: Type.String(),
  epoch: count,
  round: count,
  sequence: count,
  digest: hex(32),
  timestampMs: count,
  role: Type.Enum(['starting', 'standby', 'active']),
  closed: Type.Boolean(),
  ended: Type.Boolean(),
});

export const epochParams = Type.Object({ epoch: count });
export const keyParams = Type.Object({ key: hex(32) });

export const commitsQuery = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'First round, default 0' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: COMMIT_PAGE_MAX, description: 'Default 50' })),
});

export const commitPage = Type.Object({
  epoch: count,
  commits: Type.Array(
    Type.Object({
      ...position.properties,
      timestampMs: count,
      prevDigest: hex(32),
      digest: hex(32),
      messages: Type.Array(
        Type.Object({
          sequence: count,
          digest: hex(32),
          kind: Type.Union([Type.String(), Type.Null()]),
          author: nullable(hex(48)),
          keyDigest: nullable(hex(32)),
        }),
      ),
    }),
  ),
});
