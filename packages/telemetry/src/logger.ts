import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Network and validator of this process, from the resource attributes that its traces carry too. */
export function instanceOf(env: NodeJS.ProcessEnv): { network?: string; validator?: string } {
  const attributes = new Map(
    (env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',').map((pair) => {
      const [key = '', value = ''] = pair.split('=').map((part) => part.trim());
      return [key, value] as const;
    }),
  );
  const network = attributes.get('service.namespace');
  const validator = attributes.get('service.instance.id');
  return { ...(network ? { network } : {}), ...(validator ? { validator } : {}) };
}

/** JSON lines on standard output (or `destination`), with trace_id and span_id inside a span. */
export function createLogger(
  options: { name: string; level?: LogLevel; bindings?: Record<string, unknown> },
  destination?: DestinationStream,
): Logger {
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: { service: options.name, ...options.bindings },
    timestamp: stdTimeFunctions.isoTime,
    messageKey: 'message',
    formatters: { level: (level) => ({ level }) },
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
    },
  };
  return destination ? pino(settings, destination) : pino(settings);
}
