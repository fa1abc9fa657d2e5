import { describe, expect, test } from 'vitest';
import { createTelemetry, METRICS, SPANS } from './index.ts';

describe('metrics', () => {
  test('names are unique, snake case, and counters end in _total', () => {
    const names = Object.values(METRICS).map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const metric of Object.values(METRICS)) {
      expect(metric.name).toMatch(/^(ika|baton)_[a-z0-9_]+$/);
      expect(metric.name.endsWith('_total')).toBe(metric.type === 'counter');
      expect(metric.help.length).toBeGreaterThan(10);
    }
    expect(new Set(Object.values(SPANS)).size).toBe(Object.values(SPANS).length);
  });

  test('every series of a closed label set exists from the start', async () => {
    const telemetry = createTelemetry('test');
    telemetry.counter(METRICS.joinerBootstrapOutcomes).inc({ outcome: 'verified' });
    telemetry.gauge(METRICS.freezeRound);
    telemetry.histogram(METRICS.prepareDuration).observe(7);
    const text = await telemetry.registry.metrics();
    expect(text).toContain('ika_joiner_bootstrap_outcomes_total{outcome="verified"} 1');
    expect(text).toContain('ika_joiner_bootstrap_outcomes_total{outcome="rejected"} 0');
    expect(text).toContain('ika_dwallet_mpc_data_freeze_round -1');
    expect(text).toContain('ika_handoff_prepare_duration_seconds_bucket{le="15"} 1');
  });

  test('two components that ask for one metric share its series', async () => {
    const telemetry = createTelemetry('one');
    const other = createTelemetry('two', telemetry.registry);
    telemetry.counter(METRICS.commits).inc();
    other.counter(METRICS.commits).inc(2);
    expect(await telemetry.registry.metrics()).toContain('baton_log_commits_total 3');
  });

  test('every metric of the catalogue registers', () => {
    const telemetry = createTelemetry('all');
    for (const metric of Object.values(METRICS)) {
      if (metric.type === 'counter') telemetry.counter(metric);
      else if (metric.type === 'gauge') telemetry.gauge(metric);
      else telemetry.histogram(metric);
    }
    expect(telemetry.registry.getMetricsAsArray()).toHaveLength(Object.keys(METRICS).length);
  });
});
