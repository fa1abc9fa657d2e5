import { HttpValue, listPage } from '@baton/service-runtime';
import { Type } from 'typebox';

const { authority, count, digest, isoTime, networkKeyOutput, nullable, objectId } = HttpValue;

export const { epochParams } = HttpValue;
export const anchorQuery = Type.Object({
  wait: Type.Optional(Type.Literal('ready', { description: 'Answer when decided, or after 30 s as things are' })),
});

/** What the barrier says of an epoch. docs/spec/barrier.md#inspection */
export const BARRIER_CODES = [
  'no_certificate_required',
  'all_held',
  'prior_epoch_unknown',
  'no_certificate',
  'missing_outputs',
  'rejected',
] as const;

const state = Type.Enum(['waiting', 'ready', 'rejected']);
const shared = {
  epoch: Type.Integer({ minimum: 0, description: 'The epoch to be entered' }),
  state,
  reason: nullable(Type.String()),
  requiresCertificate: Type.Boolean(),
  priorAttestationDigest: nullable(Type.String({ description: 'Of the certificate of the epoch before' })),
};
const times = {
  since: Type.String({ description: 'ISO time of the first look, or of the one at which an open epoch closed again' }),
  retries: count,
  readyAt: nullable(isoTime),
};

export const epochList = listPage(
  Type.Object({ ...shared, missing: Type.Integer({ description: 'Certified outputs not held' }), ...times }),
);

export const anchor = Type.Object({
  ...shared,
  why: HttpValue.why(BARRIER_CODES),
  missing: Type.Array(
    Type.Object({
      key: Type.Object({
        type: Type.Enum(['network_dkg_output', 'network_reconfiguration_output']),
        keyId: objectId,
      }),
      digest,
    }),
    { description: 'Certified network-key outputs not held' },
  ),
  certifiedOutputs: Type.Array(Type.Object({ keyId: objectId, output: networkKeyOutput, digest }), {
    description: 'Network-key outputs that the verified certificate pins',
  }),
  certificate: Type.Object(
    {
      epoch: Type.Integer({ description: 'The epoch before' }),
      verdict: Type.Enum(['not_required', 'verified', 'not_held', 'rejected']),
      attestationDigest: nullable(digest),
      signers: Type.Array(authority),
    },
    { description: 'The certificate of the epoch before, as this node judged it' },
  ),
  peers: Type.Array(
    Type.Object({
      peer: authority,
      url: Type.String(),
      asked: Type.String({ description: '`certificate`, or the digest of a certified output' }),
      answer: Type.Enum(['good', 'bad', 'none', 'failed']),
      detail: nullable(Type.String({ description: 'What is wrong with the bytes, or how the connection failed' })),
      attempts: count,
      at: isoTime,
    }),
    { description: 'The last answer of each peer, while the epoch is not open' },
  ),
  ...times,
});
