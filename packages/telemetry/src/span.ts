import { context, type Span, type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api';
import type { SpanName } from './catalogue/span.ts';
import type { Telemetry } from './telemetry.ts';

/** Runs `work` inside a span that ends with it; a rejection marks the span and passes on. */
export async function withSpan<Result>(
  telemetry: Telemetry,
  name: SpanName,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = telemetry.tracer.startSpan(name, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(span));
  } catch (error) {
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
