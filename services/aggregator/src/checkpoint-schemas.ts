import { HttpValue, listPage, listQuery } from '@baton/service-runtime';
import { Type } from 'typebox';

const { authority, count, digest, networkKeyOutput: output, nullable, objectId, round } = HttpValue;

const kind = Type.Enum(['dwallet', 'system']);

export const checkpointQuery = Type.Object({
  kind: Type.Optional(kind),
  after: Type.Integer({ default: 0, minimum: 0, description: 'Only numbers above this one' }),
  ...listQuery,
});

const item = Type.Union([
  Type.Object({ type: Type.Literal('network_key_output'), keyId: objectId, output, digest }),
  Type.Object({
    type: Type.Literal('user_session'),
    sessionId: objectId,
    sequenceNumber: count,
    digest,
    rejected: Type.Boolean(),
  }),
  Type.Object({ type: Type.Literal('set_next_protocol_version'), version: count }),
  Type.Object({ type: Type.Literal('end_of_publish') }),
]);

export const checkpointList = listPage(
  Type.Object({
    kind,
    sequenceNumber: count,
    round: count,
    items: Type.Array(item),
    contents: Type.Array(
      Type.Object({
        contentsDigest: digest,
        stake: count,
        certifiedRound: round,
        signers: Type.Array(authority),
      }),
      { description: 'What members signed under this number; more than one is a divergence' },
    ),
  }),
);

export const capabilityList = Type.Object({
  ...listPage(
    Type.Object({
      authority,
      generation: count,
      supportedVersions: Type.Array(Type.Object({ version: count, configurationDigest: digest })),
      round: count,
    }),
  ).properties,
  upgrade: Type.Union(
    [
      Type.Object({
        version: nullable(count),
        configurationDigest: nullable(digest),
        stake: count,
        threshold: count,
        round: count,
      }),
      Type.Null(),
    ],
    { description: 'Decided at the close: the next epoch’s protocol version, null where it stays' },
  ),
});
