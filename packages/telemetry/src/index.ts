export type { Logger } from 'pino';
export { PROJECTIONS } from './catalogue/log.ts';
export { METRICS } from './catalogue/metrics.ts';
export { SERVICE_NAMES } from './catalogue/runtime.ts';
export { SPANS, type SpanName } from './catalogue/span.ts';
export { exportRequested, type SpanProcessors, startTelemetryExport, type TelemetryExport } from './exporters.ts';
export { createLogger, LOG_LEVELS, type LogLevel } from './logger.ts';
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
export {
  contextFromTraceparent,
  extractTrace,
  type HeaderCarrier,
  injectTrace,
  linkFromTraceparent,
  traceparent,
} from './propagation.ts';
export { withSpan } from './span.ts';
export { createTelemetry, type Telemetry } from './telemetry.ts';
