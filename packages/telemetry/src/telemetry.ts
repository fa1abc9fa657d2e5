import { type Tracer, trace } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import {
  type CounterMetric,
  type GaugeMetric,
  type HistogramMetric,
  type LabelSets,
  type MetricDefinition,
  registerCounter,
  registerGauge,
  registerHistogram,
} from './metric.ts';

/**
 * What a component measures with. Metrics come from the catalogue (`METRICS`), span names from `SPANS`.
 * Asking twice for one definition gives the same series, so services hosted together share one registry.
 */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly registry: Registry;
  counter<Labels extends LabelSets>(definition: MetricDefinition<Labels, 'counter'>): CounterMetric<Labels>;
  gauge<Labels extends LabelSets>(definition: MetricDefinition<Labels, 'gauge'>): GaugeMetric<Labels>;
  histogram<Labels extends LabelSets>(definition: MetricDefinition<Labels, 'histogram'>): HistogramMetric<Labels>;
  /** Called before each scrape: for gauges that tell how long, or how far behind, while nothing happens. */
  beforeScrape(look: () => void): void;
  /** Prometheus text of the registry, as of now. */
  exposition(): Promise<string>;
}

const looks = new WeakMap<Registry, (() => void)[]>();

/** `scope` names the component (a service or package); tests make one without options. */
export function createTelemetry(scope: string, registry: Registry = new Registry()): Telemetry {
  const observers = looks.get(registry) ?? [];
  looks.set(registry, observers);
  return {
    tracer: trace.getTracer(scope),
    registry,
    counter: (definition) => registerCounter(registry, definition),
    gauge: (definition) => registerGauge(registry, definition),
    histogram: (definition) => registerHistogram(registry, definition),
    beforeScrape: (look) => void observers.push(look),
    exposition() {
      for (const look of observers) look();
      return registry.metrics();
    },
  };
}
