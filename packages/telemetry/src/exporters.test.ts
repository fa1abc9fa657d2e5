import { context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  contextFromHeaders,
  createLogger,
  createTelemetry,
  exportRequested,
  linkFromTraceparent,
  react,
  SPANS,
  startTelemetryExport,
  type TelemetryExport,
  traceHeaders,
  traceparent,
  withSpan,
} from './index.ts';

describe('without an exporter', () => {
  test('nothing is asked for unless a standard variable does', () => {
    expect(exportRequested({})).toBe(false);
    expect(exportRequested({ OTEL_SERVICE_NAME: 'x' })).toBe(false);
    expect(exportRequested({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' })).toBe(true);
    expect(exportRequested({ OTEL_TRACES_EXPORTER: 'console' })).toBe(true);
    expect(exportRequested({ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).toBe(false);
    expect(exportRequested({ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' })).toBe(false);
  });

  test('headers stay as they are and spans do their work', async () => {
    const exporting = await startTelemetryExport({ serviceName: 'test', env: {} });
    const subject = { network: 'local', epoch: 1 };
    const result = await withSpan(createTelemetry('test'), SPANS.blobFetch, { subject }, async () => ({
      parent: traceparent(),
      headers: traceHeaders(),
    }));
    expect(result).toEqual({ parent: undefined, headers: {} });
    await exporting.shutdown();
  });
});

describe('with an exporter', () => {
  const memory = new InMemorySpanExporter();
  let exporting: TelemetryExport;
  const telemetry = createTelemetry('test');

  beforeAll(async () => {
    exporting = await startTelemetryExport({
      serviceName: 'baton-test',
      env: {},
      spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
    });
  });
  beforeEach(() => memory.reset());
  afterAll(() => exporting.shutdown());

  test('a trace crosses headers, and with it what it is about', async () => {
    const details = { kind: SpanKind.PRODUCER, subject: { network: 'local', epoch: 3 } };
    const headers = await withSpan(telemetry, SPANS.announcerSubmit, details, async () => traceHeaders());
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(headers.baggage).toBe('baton.network=local,baton.epoch=3');
    const arrived = contextFromHeaders(headers, ROOT_CONTEXT);
    await withSpan(telemetry, SPANS.logAdmit, { subject: { round: 9 } }, async () => undefined, arrived);
    const [sent, received] = memory.getFinishedSpans();
    expect(received?.spanContext().traceId).toBe(sent?.spanContext().traceId);
    expect(received?.parentSpanContext?.spanId).toBe(sent?.spanContext().spanId);
    expect(received?.attributes).toEqual({ 'baton.network': 'local', 'baton.epoch': 3, 'baton.round': 9 });
    expect(sent?.resource.attributes['service.name']).toBe('baton-test');
  });

  test('a trace crosses a plain string, as parent or as link', async () => {
    const carried = await withSpan(telemetry, SPANS.logAppendCommit, {}, async () => traceparent());
    const link = linkFromTraceparent(carried);
    expect(link).toBeDefined();
    await withSpan(telemetry, SPANS.projectionApply, { links: link ? [link] : [] }, async () => undefined);
    await context.with(contextFromHeaders({ traceparent: carried ?? '' }), () =>
      withSpan(telemetry, SPANS.projectionTransaction, {}, async () => undefined),
    );
    const [first, linked, child] = memory.getFinishedSpans();
    expect(linked?.links[0]?.context.spanId).toBe(first?.spanContext().spanId);
    expect(linked?.spanContext().traceId).not.toBe(first?.spanContext().traceId);
    expect(child?.spanContext().traceId).toBe(first?.spanContext().traceId);
  });

  test.each([
    '',
    'garbage',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`,
    `00-${'1'.repeat(31)}-${'1'.repeat(16)}-01`,
  ])('malformed traceparent %j is no trace', (value) => {
    expect(linkFromTraceparent(value)).toBeUndefined();
    expect(trace.getSpanContext(contextFromHeaders({ traceparent: value }))).toBeUndefined();
  });

  test('a failure marks its span and passes on', async () => {
    const failing = withSpan(telemetry, SPANS.chainRead, {}, async () => {
      throw new Error('unreachable');
    });
    await expect(failing).rejects.toThrow('unreachable');
    expect(memory.getFinishedSpans()[0]?.events[0]?.name).toBe('exception');
  });

  test('log records inside a span carry its ids', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'announcer' }, { write: (line) => lines.push(line) });
    logger.info('outside');
    await withSpan(telemetry, SPANS.announcerSubmit, {}, async (span) => {
      logger.info({ epoch: 3 }, 'inside');
      const { traceId, spanId } = span.spanContext();
      const record = JSON.parse(lines[1] ?? '{}');
      expect(record).toMatchObject({
        trace_id: traceId,
        span_id: spanId,
        epoch: 3,
        level: 'info',
        service: 'announcer',
      });
    });
    expect(JSON.parse(lines[0] ?? '{}')).not.toHaveProperty('trace_id');
  });

  test('a turn goes on in the trace of its one cause, and is linked to several', async () => {
    const causes = await Promise.all(
      [1, 2].map((round) =>
        withSpan(telemetry, SPANS.projectionNotify, { subject: { epoch: 7, round } }, async () => traceHeaders()),
      ),
    );
    memory.reset();
    await react(telemetry, causes.slice(0, 1), async () => undefined);
    await react(telemetry, causes, async () => undefined);
    expect(await react(telemetry, [], async () => 'polled')).toBe('polled');
    const [one, several, ...others] = memory.getFinishedSpans();
    expect(others).toEqual([]);
    expect(causes[0]?.traceparent).toContain(one?.spanContext().traceId);
    expect(one?.parentSpanContext?.isRemote).toBe(true);
    expect(several?.parentSpanContext).toBeUndefined();
    expect(several?.links).toHaveLength(2);
    expect(several?.attributes).toEqual({ 'baton.epoch': 7, 'baton.round': 2 });
  });
});
