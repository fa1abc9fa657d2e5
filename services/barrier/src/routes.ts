import { decodeCertificate, fromHex } from '@baton/protocol';
import { type AnchorRow, barrierQueries, type Database } from '@baton/read-model';
import { type Change, longPoll, notFound, ProblemSchema, requestSignal } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';

const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
const keyId = Type.String();

const AnchorSchema = Type.Object({
  epoch: Type.Integer({ description: 'The epoch to be entered' }),
  state: Type.Enum(['waiting', 'ready', 'rejected']),
  reason: nullable(Type.String()),
  requiresCertificate: Type.Boolean(),
  priorAttestationDigest: nullable(Type.String({ description: 'Of the certificate of the epoch before' })),
  missing: Type.Array(
    Type.Object({
      key: Type.Object({ type: Type.Enum(['network_dkg_output', 'network_reconfiguration_output']), keyId }),
      digest: Type.String(),
    }),
    { description: 'Certified network-key outputs not held' },
  ),
  certifiedOutputs: Type.Array(
    Type.Object({ keyId, output: Type.Enum(['dkg', 'reconfiguration']), digest: Type.String() }),
    { description: 'Network-key outputs that the verified certificate pins' },
  ),
  since: Type.String({ description: 'ISO time of the first look' }),
  retries: Type.Integer(),
  readyAt: nullable(Type.String({ description: 'ISO time' })),
});

const iso = (ms: number) => new Date(ms).toISOString();

function view(row: AnchorRow): Static<typeof AnchorSchema> {
  const { epoch, state, reason, requiresCertificate, priorAttestationDigest, retries } = row;
  const missing = row.missing.flatMap(({ key, digest }) =>
    key.type === 'validator_mpc_data' ? [] : [{ key: { type: key.type, keyId: key.keyId as string }, digest }],
  );
  const times = { since: iso(row.since), readyAt: row.readyAt === null ? null : iso(row.readyAt) };
  const certifiedOutputs = row.certificate === null ? [] : outputsOf(row.certificate);
  const facts = { epoch, state, reason, requiresCertificate, priorAttestationDigest, missing, certifiedOutputs };
  return { ...facts, retries, ...times };
}

function outputsOf(encoded: string): Static<typeof AnchorSchema>['certifiedOutputs'] {
  const { attestation } = decodeCertificate(fromHex(encoded));
  return attestation.items.flatMap(({ key, digest }) => {
    if (key.type === 'validator_mpc_data') return [];
    const output = key.type === 'network_dkg_output' ? ('dkg' as const) : ('reconfiguration' as const);
    return [{ keyId: key.keyId as string, output, digest: digest as string }];
  });
}

/** The verdict on an epoch, for the MPC engine and for people; `wait=ready` long-polls, bounded by 30 s. */
export function barrierRoutes(database: Database, change: Change, signal: AbortSignal): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/barrier/epochs/:epoch',
      {
        schema: {
          tags: ['barrier'],
          params: Type.Object({ epoch: Type.Integer({ minimum: 0 }) }),
          querystring: Type.Object({ wait: Type.Optional(Type.Enum(['ready'])) }),
          response: { 200: AnchorSchema, 400: ProblemSchema, 404: ProblemSchema },
        },
      },
      async (request) => {
        const { epoch } = request.params;
        const row = await longPoll({
          read: () => barrierQueries.anchor(database.db, epoch),
          done: (anchor) => request.query.wait === undefined || (anchor !== undefined && anchor.state !== 'waiting'),
          change,
          signal: requestSignal(request, signal),
        });
        if (row === undefined) throw notFound('BARRIER_UNKNOWN', `The barrier has not looked at epoch ${epoch}`);
        return view(row);
      },
    );
  };
}
