import { type Context, context, createTraceState, type Link, type SpanContext, trace } from '@opentelemetry/api';

/** The part of NATS message headers that propagation needs (`MsgHdrs` of @nats-io/nats-core fits). */
export interface HeaderCarrier {
  get(name: string): string;
  set(name: string, value: string): void;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/** W3C traceparent of the active span (or of `from`); undefined when nothing is traced. */
export function traceparent(from: Context = context.active()): string | undefined {
  const span = trace.getSpanContext(from);
  if (!span || span.traceId === NO_TRACE) return undefined;
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** Anything but a well-formed W3C traceparent is no trace: headers come from the network. */
function parse(value: string | undefined, state?: string): SpanContext | undefined {
  const match = TRACEPARENT.exec(value ?? '');
  if (!match) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(state ? { traceState: createTraceState(state) } : {}),
  };
}

/** Context whose parent is the given traceparent, or `base` unchanged. */
export function contextFromTraceparent(value: string | undefined, base: Context = context.active()): Context {
  const span = parse(value);
  return span ? trace.setSpanContext(base, span) : base;
}

/** A span link, the tie across the log: one commit has many causes, so none is its parent. */
export function linkFromTraceparent(value: string | undefined): Link | undefined {
  const span = parse(value);
  return span && { context: span };
}

/** Writes `traceparent` and `tracestate` when something is traced; leaves the headers alone otherwise. */
export function injectTrace(headers: HeaderCarrier, from: Context = context.active()): void {
  const value = traceparent(from);
  if (value === undefined) return;
  headers.set('traceparent', value);
  const state = trace.getSpanContext(from)?.traceState?.serialize();
  if (state) headers.set('tracestate', state);
}

export function extractTrace(headers: HeaderCarrier | undefined, base: Context = context.active()): Context {
  const span = parse(headers?.get('traceparent'), headers?.get('tracestate'));
  return span ? trace.setSpanContext(base, span) : base;
}
