import { type Context, context, createTraceState, type Link, type SpanContext, trace } from '@opentelemetry/api';
import { exporting } from './exporting.ts';
import { baggageHeader, contextFromBaggage } from './subject.ts';

/** The W3C headers in which a trace goes from process to process, over HTTP and beside a message of the log alike. */
export interface TraceHeaders {
  traceparent?: string;
  tracestate?: string;
  baggage?: string;
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

/** Headers that carry the trace on; empty when nothing is traced. */
export function traceHeaders(from: Context = context.active()): TraceHeaders & Record<string, string> {
  const parent = traceparent(from);
  if (parent === undefined) return {};
  const state = trace.getSpanContext(from)?.traceState?.serialize();
  const baggage = baggageHeader(from);
  return { traceparent: parent, ...(state ? { tracestate: state } : {}), ...(baggage ? { baggage } : {}) };
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

/** Context whose parent and subject are those of the headers; `base` unchanged where they say nothing. */
export function contextFromHeaders(headers: TraceHeaders, base: Context = context.active()): Context {
  const span = parse(headers.traceparent, headers.tracestate);
  return span ? contextFromBaggage(headers.baggage, trace.setSpanContext(base, span)) : base;
}

/** A span link, the tie across the log: one commit has many causes, so none is its parent. */
export function linkFromTraceparent(value: string | undefined): Link | undefined {
  const span = parse(value);
  return span && { context: span };
}

/** The OpenTelemetry SDK keeps no more links per span. */
export const SPAN_LINKS_MAX = 128;

/** Links to all that have a trace, the first of them if there are too many; none where no span is made of them. */
export function linksFromTraceparents(values: Iterable<string | undefined>): Link[] {
  const links: Link[] = [];
  if (!exporting()) return links;
  for (const value of values) {
    const link = linkFromTraceparent(value);
    if (link && links.push(link) === SPAN_LINKS_MAX) break;
  }
  return links;
}
