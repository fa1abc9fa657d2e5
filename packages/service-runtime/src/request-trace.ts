import { contextFromTraceparent, SPANS, type Telemetry } from '@baton/telemetry';
import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const spans = new WeakMap<FastifyRequest, Span>();

/** A span per request that continues the caller's trace. Costs a header lookup while no exporter is on. */
export function traceRequests(app: App, telemetry: Telemetry): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers.traceparent;
    const parent = contextFromTraceparent(typeof header === 'string' ? header : undefined);
    const attributes = { 'http.request.method': request.method, 'http.route': request.routeOptions.url ?? '' };
    const span = telemetry.tracer.startSpan(SPANS.httpRequest, { kind: SpanKind.SERVER, attributes }, parent);
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
