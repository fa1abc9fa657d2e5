import { contextFromHeaders, SPANS, startSpan, type Telemetry } from '@baton/telemetry';
import { type Context, context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const traced = new WeakMap<FastifyRequest, { span: Span; within: Context }>();

/** A span per request that continues the caller's trace. Costs a header lookup while no exporter is on. */
export function traceRequests(app: App, telemetry: Telemetry): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const parent = contextFromHeaders({
      ...textOf('traceparent', request),
      ...textOf('tracestate', request),
      ...textOf('baggage', request),
    });
    const attributes = { 'http.request.method': request.method, 'http.route': request.routeOptions.url ?? '' };
    const started = startSpan(telemetry, SPANS.httpRequest, { kind: SpanKind.SERVER, attributes }, parent);
    traced.set(request, started);
    context.with(started.within, done);
  });
  // A body is read in the events of its socket, which know nothing of the request's context.
  app.addHook('preHandler', (request, _reply, done) => {
    context.with(traced.get(request)?.within ?? context.active(), done);
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = traced.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}

function textOf(name: 'traceparent' | 'tracestate' | 'baggage', request: FastifyRequest): { [key: string]: string } {
  const value = request.headers[name];
  return typeof value === 'string' ? { [name]: value } : {};
}
