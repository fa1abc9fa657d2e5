import { describe, expect, test } from 'vitest';
import { blobMetrics } from './catalogue/blobs.ts';
import { chainMetrics } from './catalogue/chain.ts';
import { freezeMetrics } from './catalogue/freeze.ts';
import { handoffMetrics } from './catalogue/handoff.ts';
import { logMetrics } from './catalogue/log.ts';
import { runtimeMetrics } from './catalogue/runtime.ts';
import { sessionMetrics } from './catalogue/sessions.ts';
import { createTelemetry, METRICS, observePeers, SPANS } from './index.ts';

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

  test('no area takes the key of another', () => {
    const areas = [
      freezeMetrics,
      handoffMetrics,
      blobMetrics,
      chainMetrics,
      logMetrics,
      sessionMetrics,
      runtimeMetrics,
    ];
    const keys = areas.flatMap((area) => Object.keys(area));
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(METRICS).sort()).toEqual(keys.sort());
  });

  test('a scrape looks first', async () => {
    const telemetry = createTelemetry('one');
    const pending = createTelemetry('two', telemetry.registry).gauge(METRICS.pendingMessages);
    let waiting = 0;
    telemetry.beforeScrape(() => pending.set(waiting));
    waiting = 7;
    expect(await telemetry.exposition()).toContain('baton_log_pending_messages 7');
  });

  test('requests to peers are measured by what came of them', async () => {
    const telemetry = createTelemetry('test');
    const measured = observePeers(telemetry, 'blob');
    expect(
      await measured(
        async () => 'bytes',
        () => 'ok',
      ),
    ).toBe('bytes');
    expect(await telemetry.exposition()).toContain(
      'baton_peer_request_duration_seconds_count{operation="blob",result="ok"} 1',
    );
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
