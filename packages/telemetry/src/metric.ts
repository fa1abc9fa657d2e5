import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Each label with the closed set of values it may take. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;
// biome-ignore lint/complexity/noBannedTypes: the empty label set is exactly `{}`
export type NoLabels = {};

export interface MetricDefinition<Labels extends LabelSets, Type extends 'counter' | 'gauge' | 'histogram'> {
  readonly type: Type;
  readonly name: string;
  readonly help: string;
  readonly labels: Labels;
  /** Gauges only: value before the first `set`; -1 is the sentinel "not reached" of rounds and epochs. */
  readonly initial?: number;
  /** Histograms only: upper bounds in the unit that ends the name. */
  readonly buckets?: readonly number[];
}

export type LabelValues<Labels extends LabelSets> = { readonly [Name in keyof Labels]: Labels[Name][number] };
/** Unlabelled metrics take the value alone; labelled ones take their labels first. */
type Arguments<Labels extends LabelSets, Value extends unknown[]> = keyof Labels extends never
  ? Value
  : [labels: LabelValues<Labels>, ...value: Value];

export interface CounterMetric<Labels extends LabelSets = NoLabels> {
  inc(...args: Arguments<Labels, [by?: number]>): void;
}
export interface GaugeMetric<Labels extends LabelSets = NoLabels> {
  set(...args: Arguments<Labels, [value: number]>): void;
}
export interface HistogramMetric<Labels extends LabelSets = NoLabels> {
  observe(...args: Arguments<Labels, [value: number]>): void;
}

export function counter(name: string, help: string): MetricDefinition<NoLabels, 'counter'>;
export function counter<const Labels extends LabelSets>(
  name: string,
  help: string,
  labels: Labels,
): MetricDefinition<Labels, 'counter'>;
export function counter(name: string, help: string, labels: LabelSets = {}): MetricDefinition<LabelSets, 'counter'> {
  return { type: 'counter', name, help, labels };
}

export function gauge(name: string, help: string, initial?: number): MetricDefinition<NoLabels, 'gauge'>;
export function gauge<const Labels extends LabelSets>(
  name: string,
  help: string,
  initial: number,
  labels: Labels,
): MetricDefinition<Labels, 'gauge'>;
export function gauge(
  name: string,
  help: string,
  initial = 0,
  labels: LabelSets = {},
): MetricDefinition<LabelSets, 'gauge'> {
  return { type: 'gauge', name, help, labels, initial };
}

export function histogram(
  name: string,
  help: string,
  buckets: readonly number[],
): MetricDefinition<NoLabels, 'histogram'>;
export function histogram<const Labels extends LabelSets>(
  name: string,
  help: string,
  buckets: readonly number[],
  labels: Labels,
): MetricDefinition<Labels, 'histogram'>;
export function histogram(
  name: string,
  help: string,
  buckets: readonly number[],
  labels: LabelSets = {},
): MetricDefinition<LabelSets, 'histogram'> {
  return { type: 'histogram', name, help, labels, buckets };
}

/** Every combination of label values: closed sets are small, so all series exist from the start. */
function* combinations(labels: LabelSets): Generator<Record<string, string>> {
  const [first, ...rest] = Object.keys(labels);
  if (first === undefined) return yield {};
  for (const tail of combinations(Object.fromEntries(rest.map((name) => [name, labels[name] ?? []]))))
    for (const value of labels[first] ?? []) yield { [first]: value, ...tail };
}

function configuration(definition: MetricDefinition<LabelSets, 'counter' | 'gauge' | 'histogram'>, registry: Registry) {
  const { name, help, labels } = definition;
  return { name, help, labelNames: Object.keys(labels), registers: [registry] };
}

const split = (args: readonly unknown[]): [Record<string, string>, number | undefined] =>
  typeof args[0] === 'object' && args[0] !== null
    ? [args[0] as Record<string, string>, args[1] as number | undefined]
    : [{}, args[0] as number | undefined];

export function registerCounter<Labels extends LabelSets>(
  registry: Registry,
  definition: MetricDefinition<Labels, 'counter'>,
): CounterMetric<Labels> {
  const known = registry.getSingleMetric(definition.name) as Counter | undefined;
  const metric = known ?? new Counter(configuration(definition, registry));
  if (!known) for (const labels of combinations(definition.labels)) metric.inc(labels, 0);
  return {
    inc(...args) {
      const [labels, by] = split(args);
      metric.inc(labels, by ?? 1);
    },
  };
}

export function registerGauge<Labels extends LabelSets>(
  registry: Registry,
  definition: MetricDefinition<Labels, 'gauge'>,
): GaugeMetric<Labels> {
  const known = registry.getSingleMetric(definition.name) as Gauge | undefined;
  const metric = known ?? new Gauge(configuration(definition, registry));
  if (!known) for (const labels of combinations(definition.labels)) metric.set(labels, definition.initial ?? 0);
  return {
    set(...args) {
      const [labels, value] = split(args);
      metric.set(labels, value ?? 0);
    },
  };
}

export function registerHistogram<Labels extends LabelSets>(
  registry: Registry,
  definition: MetricDefinition<Labels, 'histogram'>,
): HistogramMetric<Labels> {
  const known = registry.getSingleMetric(definition.name) as Histogram | undefined;
  const metric =
    known ?? new Histogram({ ...configuration(definition, registry), buckets: [...(definition.buckets ?? [])] });
  if (!known) for (const labels of combinations(definition.labels)) metric.zero(labels);
  return {
    observe(...args) {
      const [labels, value] = split(args);
      metric.observe(labels, value ?? 0);
    },
  };
}
