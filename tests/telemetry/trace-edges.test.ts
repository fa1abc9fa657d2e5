import { SPANS } from '@baton/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baton } from '../e2e/baton.ts';
import { type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

/** One epoch of a network whose processes export their spans: a message can be followed from hand to hand. */
describe('the trace of a message', () => {
  let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const env = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    };
    const run = await baton(['localnet', '--epochs', '1', '--epoch-seconds', '8'], { env });
    expect(run.exitCode, String(run.stderr)).toBe(0);
  });
  afterAll(() => receiver.close());

  const named = (name: string, scope: string) =>
    receiver.spans.filter((span) => span.name === name && span.scope === scope);

  /** Admissions that continue the trace of an announcer's submission. */
  const admittedFromAnnouncer = (): ReceivedSpan[] => {
    const submitted = new Map(named(SPANS.announcerSubmit, 'announcer').map((span) => [span.spanId, span]));
    return named(SPANS.logAdmit, 'consensus-log').filter(
      ({ parentSpanId, traceId }) => submitted.get(parentSpanId ?? '')?.traceId === traceId,
    );
  };

  it('goes on from the announcer into the admission of consensus-log', () => {
    expect(admittedFromAnnouncer().length).toBeGreaterThan(0);
  });

  it.each(['freeze-projector', 'aggregator'])('is linked from the transaction of the %s', (projector) => {
    const admitted = new Set(admittedFromAnnouncer().map(({ traceId, spanId }) => `${traceId}/${spanId}`));
    const linked = named(SPANS.projectionTransaction, projector)
      .flatMap(({ links }) => links ?? [])
      .filter(({ traceId, spanId }) => admitted.has(`${traceId}/${spanId}`));
    expect(linked.length).toBeGreaterThan(0);
  });

  it('is linked from the append that gathered it with others', () => {
    const admitted = new Set(admittedFromAnnouncer().map(({ spanId }) => spanId));
    const linked = named(SPANS.logAppendCommit, 'consensus-log').flatMap(({ links }) => links ?? []);
    expect(linked.some(({ spanId }) => admitted.has(spanId))).toBe(true);
  });
});
