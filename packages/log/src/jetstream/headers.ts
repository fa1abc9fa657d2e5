import { headers, type MsgHdrs } from '@nats-io/nats-core';
import type { AppendMessage } from '../store.ts';
import { pickTrace, type TraceCarrier } from '../trace.ts';

export const KEY_HEADER = 'Baton-Key';
export const AUTHOR_HEADER = 'Baton-Author';
export const KIND_HEADER = 'Baton-Kind';

export function messageHeaders(message: AppendMessage): MsgHdrs {
  const result = headers();
  result.set(KEY_HEADER, message.keyDigest);
  result.set(AUTHOR_HEADER, message.author);
  result.set(KIND_HEADER, message.kind);
  const { baggage: _, ...trace } = message.trace;
  return setTrace(result, trace);
}

export function setTrace(target: MsgHdrs, trace: TraceCarrier): MsgHdrs {
  if (trace.traceparent) target.set('traceparent', trace.traceparent);
  if (trace.tracestate) target.set('tracestate', trace.tracestate);
  if (trace.baggage) target.set('baggage', trace.baggage);
  return target;
}

export function traceOf(source: MsgHdrs | undefined): TraceCarrier {
  return source ? pickTrace((name) => source.get(name) || undefined) : {};
}
