/** W3C trace context as text, travelling in headers beside a message and never read by a fold. */
export interface TraceCarrier {
  traceparent?: string;
  tracestate?: string;
  /** What the trace is about. Goes as far as admission: whoever reads the log knows it from the commit. */
  baggage?: string;
}

/** Upper bound of a header value taken over from a sender; longer ones are left out. */
const TRACE_HEADER_BYTES_MAX = 512;

/** Reads a carrier from headers through `get`; absent and oversized values are left out. */
export function pickTrace(get: (name: keyof TraceCarrier) => string | undefined): TraceCarrier {
  const carrier: TraceCarrier = {};
  for (const name of ['traceparent', 'tracestate', 'baggage'] as const) {
    const value = get(name);
    if (value && value.length <= TRACE_HEADER_BYTES_MAX) carrier[name] = value;
  }
  return carrier;
}
