import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { setExporting } from './exporting.ts';

/** Variables of the OpenTelemetry specification whose presence asks for exporting. */
const SWITCHES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
  'OTEL_CONFIG_FILE',
];

export interface TelemetryExport {
  /** Flushes and stops; safe to call when nothing was started. */
  shutdown(): Promise<void>;
}

export type SpanProcessors = NonNullable<NodeSDKConfiguration['spanProcessors']>;

export function exportRequested(env: NodeJS.ProcessEnv): boolean {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false;
  return SWITCHES.some((name) => (env[name] ?? '') !== '');
}

/**
 * Starts the OpenTelemetry SDK if the environment (or a test, by its own processors) asks for it. Otherwise nothing is
 * loaded: the SDK takes most of a second to load and the API's no-op tracer costs nothing.
 * Metrics stay with Prometheus (`/metrics`) and logs with standard output; the SDK carries spans only.
 */
export async function startTelemetryExport(options: {
  serviceName: string;
  env?: NodeJS.ProcessEnv;
  spanProcessors?: SpanProcessors;
}): Promise<TelemetryExport> {
  const env = options.env ?? process.env;
  if (!options.spanProcessors && !exportRequested(env)) return { shutdown: async () => undefined };
  const [{ NodeSDK }, { envDetector }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/resources'),
  ]);
  const sdk = new NodeSDK({
    serviceName: env.OTEL_SERVICE_NAME ?? options.serviceName,
    resourceDetectors: [envDetector],
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    ...(options.spanProcessors ? { spanProcessors: options.spanProcessors } : {}),
  });
  sdk.start();
  setExporting(true);
  return {
    shutdown() {
      setExporting(false);
      return sdk.shutdown();
    },
  };
}
