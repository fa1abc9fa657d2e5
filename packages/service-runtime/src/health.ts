import { METRICS, type Telemetry } from '@baton/telemetry';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { Type } from 'typebox';
import type { Readiness, RunningService, ServiceName } from './service.ts';

const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  waitingFor: Type.Optional(Type.String()),
  since: Type.Optional(Type.String()),
});
const ReadySchema = Type.Object({ ready: Type.Boolean(), services: Type.Record(Type.String(), ReadinessSchema) });
const StatusSchema = Type.Object({
  startedAt: Type.String(),
  uptimeSeconds: Type.Number(),
  services: Type.Record(
    Type.String(),
    Type.Object({ readiness: ReadinessSchema, status: Type.Record(Type.String(), Type.Unknown()) }),
  ),
});

export type NamedServices = ReadonlyMap<ServiceName, RunningService>;

const readinessOf = (services: NamedServices): Record<string, Readiness> =>
  Object.fromEntries([...services].map(([name, service]) => [name, service.readiness()]));

/**
 * `/livez` says that the process answers, `/readyz` that every service makes progress (503 otherwise, naming what each
 * waits for), `/status` everything about each, `/metrics` Prometheus text.
 */
export function healthRoutes(services: NamedServices, telemetry: Telemetry): FastifyPluginAsyncTypebox {
  const startedAt = new Date();
  const ready = telemetry.gauge(METRICS.serviceReady);
  telemetry.beforeScrape(() => {
    for (const [service, running] of services) ready.set({ service }, running.readiness().ready ? 1 : 0);
  });
  return async (app) => {
    app.get('/livez', { schema: { response: { 200: Type.Object({ alive: Type.Literal(true) }) } } }, async () => ({
      alive: true as const,
    }));
    app.get('/readyz', { schema: { response: { 200: ReadySchema, 503: ReadySchema } } }, async (_request, reply) => {
      const states = readinessOf(services);
      const all = Object.values(states).every((state) => state.ready);
      return reply.code(all ? 200 : 503).send({ ready: all, services: states });
    });
    app.get('/status', { schema: { response: { 200: StatusSchema } } }, async () => ({
      startedAt: startedAt.toISOString(),
      uptimeSeconds: (Date.now() - startedAt.getTime()) / 1000,
      services: Object.fromEntries(
        [...services].map(([name, service]) => [name, { readiness: service.readiness(), status: service.status() }]),
      ),
    }));
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply.type(telemetry.registry.contentType).send(await telemetry.exposition()),
    );
  };
}

/** Event loop, memory and garbage collection of this process; once per registry. */
export function collectProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register });
}
