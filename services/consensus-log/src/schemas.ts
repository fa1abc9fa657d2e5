import { Type } from 'typebox';

const hex = (bytes: number) => Type.String({ pattern: `^[0-9a-f]{${bytes * 2}}$` });
const count = Type.Integer({ minimum: 0 });

const position = { epoch: count, round: count, sequence: count };

export const submitQuery = Type.Object({
  wait: Type.Optional(Type.Literal('sequenced', { description: 'Answer when the message is durable' })),
});

export const accepted = Type.Object({ outcome: Type.Literal('accepted'), keyDigest: hex(32) });

export const sequenced = Type.Object({
  outcome: Type.Literal('sequenced'),
  keyDigest: hex(32),
  ...position,
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
