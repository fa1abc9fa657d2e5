import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { SpanName } from './catalogue/span.ts';
import { exporting } from './exporting.ts';
import { attributesOf, contextAbout, subjectOf, type TraceSubject } from './subject.ts';
import type { Telemetry } from './telemetry.ts';

export interface SpanDetails extends SpanOptions {
  /** What the span and all that comes of it is about; added to what it inherits. */
  subject?: TraceSubject;
}

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** A span that its caller ends, with the subject of its parent; `within` is the context of what happens in it. */
export function startSpan(
  telemetry: Telemetry,
  name: SpanName,
  { subject, ...options }: SpanDetails,
  parent: Context = context.active(),
): { span: Span; within: Context } {
  if (!exporting()) return { span: NO_SPAN, within: parent };
  const about = subject ? contextAbout(parent, subject) : parent;
  const inherited = subjectOf(about);
  const attributes = inherited ? { ...attributesOf(inherited), ...options.attributes } : options.attributes;
  const span = telemetry.tracer.startSpan(name, attributes ? { ...options, attributes } : options, about);
  return { span, within: trace.setSpan(about, span) };
}

/** Runs `work` inside a span that ends with it; a rejection marks the span and passes on. */
export async function withSpan<Result>(
  telemetry: Telemetry,
  name: SpanName,
  details: SpanDetails,
  work: (span: Span) => Promise<Result>,
  parent: Context = context.active(),
): Promise<Result> {
  if (!exporting()) return work(NO_SPAN);
  const { span, within } = startSpan(telemetry, name, details, parent);
  try {
    return await context.with(within, () => work(span));
  } catch (error) {
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** A span of what has just ended; `seconds` tells how long it took. */
export function recordSpan(telemetry: Telemetry, name: SpanName, details: SpanDetails, seconds = 0): void {
  if (!exporting()) return;
  const end = Date.now();
  const { span } = startSpan(telemetry, name, { ...details, startTime: end - seconds * 1_000 });
  span.end(end);
}
