import { context, trace } from '@opentelemetry/api';
import { SPANS } from './catalogue/span.ts';
import { contextFromHeaders, linksFromTraceparents, type TraceHeaders } from './propagation.ts';
import { withSpan } from './span.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * A turn that notifications asked for. With one cause it goes on in that trace, with several it is linked to all; a turn
 * that only the poll gave is not traced.
 */
export function react<Result>(
  telemetry: Telemetry,
  causes: readonly TraceHeaders[],
  turn: () => Promise<Result>,
): Promise<Result> {
  const last = causes.at(-1);
  if (last === undefined) return turn();
  const parent = contextFromHeaders(last, context.active());
  if (causes.length === 1) return withSpan(telemetry, SPANS.react, {}, turn, parent);
  const links = linksFromTraceparents(causes.map((cause) => cause.traceparent));
  return withSpan(telemetry, SPANS.react, { links }, turn, trace.deleteSpan(parent));
}
