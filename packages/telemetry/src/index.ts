export type { Logger } from 'pino';
export { OUTBOX_STATES } from './catalogue/freeze.ts';
export { CLOSE_REASONS } from './catalogue/handoff.ts';
export { PROJECTIONS, SEQUENCER_ROLES } from './catalogue/log.ts';
export { METRICS } from './catalogue/metrics.ts';
export { SERVICE_NAMES } from './catalogue/runtime.ts';
export { SPANS, type SpanName } from './catalogue/span.ts';
export { exportRequested, type SpanProcessors, startTelemetryExport, type TelemetryExport } from './exporters.ts';
export { createLogger, instanceOf, LOG_LEVELS, type LogLevel } from './logger.ts';
export {
  type CounterMetric,
  counter,
  type GaugeMetric,
  gauge,
  type HistogramMetric,
  histogram,
  type LabelSets,
  type LabelValues,
  type MetricDefinition,
} from './metric.ts';
export { observePeers, type PeerObserver } from './peers.ts';
export {
  contextFromHeaders,
  linkFromTraceparent,
  linksFromTraceparents,
  type TraceHeaders,
  traceHeaders,
  traceparent,
} from './propagation.ts';
export { react } from './react.ts';
export { recordSpan, type SpanDetails, startSpan, withSpan } from './span.ts';
export type { TraceSubject } from './subject.ts';
export { createTelemetry, type Telemetry } from './telemetry.ts';
