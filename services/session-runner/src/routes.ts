import { type Connection, sessionsQueries } from '@baton/read-model';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { AdoptedKey } from './adopted-key.ts';
import { INSTANTIATION_FAILURES } from './instantiation.ts';
import type { KeyAdoption } from './key-adoption.ts';
import type { Runner } from './runner.ts';
import type { UserSessions } from './user-sessions.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const session = Type.Object({
  epoch: Type.Integer(),
  keyId: Type.String(),
  output: Type.Enum(['dkg', 'reconfiguration']),
  state: Type.Enum(['waiting', 'running', 'registered', 'failed']),
  outputDigest: nullable(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  startedAt: Type.String({ description: 'ISO time' }),
  finishedAt: nullable(Type.String({ description: 'ISO time' })),
  lastError: nullable(Type.String()),
});

const sessions = Type.Object({ epoch: nullable(Type.Integer()), networkKeySessions: Type.Array(session) });

const count = Type.Integer({ minimum: 0 });
const present = Type.Object({
  ...sessions.properties,
  networkKeys: Type.Array(
    Type.Object({
      keyId: Type.String(),
      rule: nullable(Type.Integer({ description: 'Row of the adoption table' })),
      reason: nullable(Type.String()),
      stranded: Type.Boolean(),
      adoptedEpoch: nullable(Type.Integer()),
      dkgOutput: nullable(Type.String()),
      reconfigurationOutput: nullable(Type.String()),
      instantiation: Type.Enum(['none', 'in_flight', 'instantiated', 'failed']),
      failure: nullable(Type.Enum([...INSTANTIATION_FAILURES])),
    }),
    { description: 'What this engine adopted, and whether it is loaded' },
  ),
  userSessions: Type.Object({
    target: Type.Integer({ minimum: 0, description: 'Local view of the last session that this epoch completes' }),
    phases: Type.Object({
      held: count,
      key_needed: count,
      computing: count,
      computed: count,
      submitted: count,
    }),
  }),
});

export interface RouteDependencies {
  db: Connection;
  runner: Runner;
  adoption: KeyAdoption;
  userSessions: UserSessions;
}

/** What this stand-in for an engine runs and has run. */
export function sessionRoutes({ db, runner, adoption, userSessions }: RouteDependencies): FastifyPluginAsyncTypebox {
  const list = async (epoch: number | null) => ({
    epoch,
    networkKeySessions:
      epoch === null
        ? []
        : (await sessionsQueries.networkKeySessions(db, epoch)).map((row) => ({
            ...row,
            startedAt: new Date(row.startedAt).toISOString(),
            finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt).toISOString(),
          })),
  });
  return async (app) => {
    app.get('/v1/sessions', { schema: { tags: ['sessions'], response: { 200: present } } }, async () => ({
      ...(await list(runner.epoch)),
      networkKeys: adoption.keys.map(describeKey),
      userSessions: userSessions.summary(),
    }));
    app.get(
      '/v1/sessions/epochs/:epoch',
      {
        schema: {
          tags: ['sessions'],
          params: Type.Object({ epoch: Type.Integer({ minimum: 0 }) }),
          response: { 200: sessions },
        },
      },
      ({ params }) => list(params.epoch),
    );
  };
}

function describeKey(key: AdoptedKey): Static<typeof present>['networkKeys'][number] {
  const { keyId, rule, reason, stranded, adoptedEpoch, adopted, lastFailure } = key;
  const settled = key.instantiated === null ? ('none' as const) : ('instantiated' as const);
  return {
    keyId,
    rule,
    reason,
    stranded,
    adoptedEpoch,
    dkgOutput: adopted?.dkg ?? null,
    reconfigurationOutput: adopted?.reconfiguration ?? null,
    instantiation: key.inFlight ? 'in_flight' : lastFailure === null ? settled : 'failed',
    failure: lastFailure,
  };
}
