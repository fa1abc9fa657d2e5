import { type Connection, sessionsQueries } from '@baton/read-model';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Runner } from './runner.ts';

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

/** What this stand-in for an engine runs and has run. */
export function sessionRoutes(db: Connection, runner: Runner): FastifyPluginAsyncTypebox {
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
    app.get('/v1/sessions', { schema: { tags: ['sessions'], response: { 200: sessions } } }, () => list(runner.epoch));
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
