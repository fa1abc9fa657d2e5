import { EXPORTER_LABELS, FOREIGN_METRICS, SCRAPE_LABELS } from '@baton/observability';
import { METRICS } from '@baton/telemetry';
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface Query {
  /** What the series are selected by: names, and the labels of their matchers. */
  metrics: Set<string>;
  labels: Set<string>;
  /** Labels that aggregation and matching of vectors name. */
  grouping: Set<string>;
  /** Text that is no PromQL. */
  errors: string[];
}

/** Reads a query with Prometheus' own grammar; Grafana's variables stand for what they are replaced by. */
export function parseQuery(expression: string): Query {
  const text = expression.replaceAll('$__rate_interval', '5m').replaceAll('$$__tags', 'validator="v"');
  const query: Query = { metrics: new Set(), labels: new Set(), grouping: new Set(), errors: [] };
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);
  const visit = (node: SyntaxNode): void => {
    if (node.type.isError)
      query.errors.push(`at ${node.from}: ${text.slice(Math.max(0, node.from - 20), node.to + 20)}`);
    if (node.name === 'VectorSelector') {
      const name = node.getChild('Identifier');
      if (name) query.metrics.add(textOf(name));
    }
    if (node.name === 'LabelName') {
      const grouped = node.parent?.name === 'GroupingLabels';
      (grouped ? query.grouping : query.labels).add(textOf(node));
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
  };
  visit(parser.parse(text).topNode);
  return query;
}

const HISTOGRAM_SUFFIX = /_(bucket|sum|count)$/;
const declared = new Map(Object.values(METRICS).map((metric) => [metric.name as string, metric]));
const foreign = new Set<string>(Object.values(FOREIGN_METRICS).flat());

/** The name as it stands in the catalogue: a histogram is queried by its parts. */
export function declaredName(metric: string): string | undefined {
  if (declared.get(metric) && declared.get(metric)?.type !== 'histogram') return metric;
  const base = metric.replace(HISTOGRAM_SUFFIX, '');
  return base !== metric && declared.get(base)?.type === 'histogram' ? base : undefined;
}

/** Labels that series of this name carry; undefined for a name that nobody gives. */
export function labelsOf(metric: string, recorded: ReadonlyMap<string, ReadonlySet<string>>): Set<string> | undefined {
  const own = declaredName(metric);
  if (own !== undefined) {
    const bucket = metric.endsWith('_bucket') ? ['le'] : [];
    return new Set([...Object.keys(declared.get(own)?.labels ?? {}), ...SCRAPE_LABELS, ...bucket]);
  }
  const known = recorded.get(metric);
  if (known) return new Set(known);
  const bucket = metric.endsWith('_bucket') ? ['le'] : [];
  return foreign.has(metric) ? new Set([...EXPORTER_LABELS, ...SCRAPE_LABELS, ...bucket]) : undefined;
}

/** What is wrong with a query; empty when it names only what is declared. */
export function problemsOf(
  expression: string,
  recorded: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): string[] {
  const query = parseQuery(expression);
  const problems = query.errors.map((error) => `no PromQL ${error}`);
  const labels = new Set<string>();
  for (const metric of query.metrics) {
    const own = labelsOf(metric, recorded);
    if (own === undefined) problems.push(`nobody declares ${metric}`);
    for (const label of own ?? []) labels.add(label);
  }
  if (query.metrics.size === 0) problems.push('selects nothing');
  for (const label of [...query.labels, ...query.grouping]) {
    if (!labels.has(label)) problems.push(`no metric of it has the label ${label}`);
  }
  return problems;
}
