import { HttpValue, listPage, listQuery } from '@baton/service-runtime';
import { Type } from 'typebox';
import { MESSAGE_BODIES, MESSAGE_KINDS } from './message-bodies.ts';

const { authority, count, digest, nullable } = HttpValue;
const order = Type.Enum(['asc', 'desc'], { default: 'asc', description: 'Along the log, or back from its head' });

export const epochListQuery = Type.Object(listQuery);
export const epochParams = Type.Object({ epoch: count });
export const roundParams = Type.Object({ epoch: count, round: count });
export const sequenceParams = Type.Object({ epoch: count, sequence: Type.Integer({ minimum: 1 }) });

const head = Type.Object({ round: count, sequence: count, digest, timestampMs: count });
export const epochPage = listPage(
  Type.Object({
    epoch: count,
    commits: nullable(count),
    messages: nullable(count),
    firstRound: nullable(count),
    head: nullable(head),
    sealed: Type.Boolean(),
    openedAtMs: nullable(count),
  }),
);

export const commitsQuery = Type.Object({
  ...listQuery,
  order,
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'Round of the first commit, or the next one there is' })),
});
const commit = {
  round: count,
  timestampMs: count,
  sequence: Type.Integer({ minimum: 1, description: "The marker's place in the stream" }),
  txCount: count,
  prevDigest: digest,
  digest,
  kinds: Type.Record(Type.String(), count, { description: 'Messages of each kind' }),
};
export const commitPage = listPage(Type.Object(commit));

export const messagesQuery = Type.Object({
  ...listQuery,
  order,
  kind: Type.Optional(Type.Enum([...MESSAGE_KINDS])),
  author: Type.Optional(authority),
  round: Type.Optional(count),
});
const message = {
  sequence: count,
  round: count,
  timestampMs: count,
  kind: nullable(Type.String({ description: 'null: undecodable' })),
  author: nullable(authority),
  trackingId: nullable(Type.String()),
  keyDigest: nullable(digest),
  digest,
  bytes: Type.Integer({ description: 'Size of the envelope' }),
  traceId: nullable(Type.String()),
  dropped: nullable(Type.String({ description: 'Why readers drop it, by the code of admission' })),
  body: nullable(Type.Union(Object.values(MESSAGE_BODIES), { description: 'By its kind' })),
};
export const messageSchema = Type.Object(message);
export const messagePage = listPage(messageSchema);
export const messageAnswer = Type.Object({ ...message, encoded: Type.String({ description: 'The envelope, as hex' }) });
export const commitAnswer = Type.Object({ ...commit, messages: Type.Array(messageSchema) });

export const keyParams = Type.Object({ key: digest });
export const keyQuery = Type.Object({
  epoch: Type.Optional(Type.Integer({ minimum: 0, description: 'Look into this epoch alone' })),
});
export const position = Type.Object({ epoch: count, round: count, sequence: count });
