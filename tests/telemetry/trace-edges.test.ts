import { SPANS, type SpanName } from '@baton/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baton } from '../e2e/baton.ts';
import { type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

type SpanRef = Pick<ReceivedSpan, 'traceId' | 'spanId'>;
const nameOf = ({ traceId, spanId }: SpanRef) => `${traceId}/${spanId}`;

/** A network whose processes export their spans: what happens can be followed from hand to hand. */
describe('the trace of a message', () => {
  let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
  let byName: Map<string, ReceivedSpan>;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const env = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    };
    const run = await baton(['localnet', '--epochs', '3', '--epoch-seconds', '8', '--join-at', '3'], { env });
    expect(run.exitCode, String(run.stderr)).toBe(0);
    byName = new Map(receiver.spans.map((span) => [nameOf(span), span]));
  });
  afterAll(() => receiver.close());

  const named = (name: SpanName, scope?: string) =>
    receiver.spans.filter((span) => span.name === name && (scope === undefined || span.scope === scope));
  const parentOf = ({ traceId, parentSpanId }: ReceivedSpan) =>
    parentSpanId === undefined ? undefined : byName.get(nameOf({ traceId, spanId: parentSpanId }));
  /** The spans from this one up to the root of its trace, itself first. */
  const lineOf = (span: ReceivedSpan): ReceivedSpan[] => {
    const parent = parentOf(span);
    return parent ? [span, ...lineOf(parent)] : [span];
  };
  const edges = (name: SpanName, parent: SpanName) =>
    named(name).filter((span) => lineOf(span).some((ancestor) => ancestor !== span && ancestor.name === parent));
  const linkedFrom = (links: readonly SpanRef[], spans: readonly ReceivedSpan[]) => {
    const targets = new Set(spans.map(nameOf));
    return links.filter((link) => targets.has(nameOf(link)));
  };

  /** Admissions that continue the trace of an announcer's submission. */
  const admittedFromAnnouncer = () =>
    named(SPANS.logAdmit, 'consensus-log').filter((span) => parentOf(span)?.name === SPANS.announcerSubmit);

  it('goes on from the announcer into the admission of consensus-log', () => {
    expect(admittedFromAnnouncer().length).toBeGreaterThan(0);
    for (const span of admittedFromAnnouncer()) expect(span.instance).toBe('consensus-log');
  });

  it('carries what it is about along', () => {
    for (const { attributes } of admittedFromAnnouncer()) {
      expect(attributes).toMatchObject({ 'baton.network': 'localnet', 'baton.epoch': expect.stringMatching(/^\d+$/) });
    }
    for (const { attributes } of named(SPANS.projectionNotify)) {
      expect(attributes).toMatchObject({
        'baton.network': 'localnet',
        'baton.epoch': expect.stringMatching(/^\d+$/),
        'baton.round': expect.stringMatching(/^\d+$/),
      });
    }
  });

  it('is linked from the append that gathered it with others', () => {
    const links = named(SPANS.logAppendCommit, 'consensus-log').flatMap((span) => span.links ?? []);
    expect(linkedFrom(links, admittedFromAnnouncer()).length).toBeGreaterThan(0);
  });

  it.each(['freeze-projector', 'aggregator'])('is linked from the transaction of the %s', (projector) => {
    const links = named(SPANS.projectionTransaction, projector).flatMap((span) => span.links ?? []);
    expect(linkedFrom(links, admittedFromAnnouncer()).length).toBeGreaterThan(0);
  });

  it('has fold, transaction and notification of a commit under one root', () => {
    for (const name of [SPANS.projectionFold, SPANS.projectionTransaction, SPANS.projectionNotify]) {
      const spans = named(name);
      expect(spans.length).toBeGreaterThan(0);
      for (const span of spans) expect(lineOf(span).at(-1)?.name).toBe(SPANS.projectionApply);
    }
  });

  it('goes on from a notification into the reactions of other services', () => {
    const reactions = named(SPANS.react).filter(
      (span) =>
        parentOf(span)?.name === SPANS.projectionNotify ||
        linkedFrom(span.links ?? [], named(SPANS.projectionNotify)).length > 0,
    );
    expect(new Set(reactions.map(({ scope }) => scope))).toEqual(
      new Set(['announcer', 'barrier', 'blob-service', 'sui-syncer']),
    );
    expect(edges(SPANS.announcerSubmit, SPANS.react).length).toBeGreaterThan(0);
  });

  it.each([
    [SPANS.freezeDecide, 'freeze-projector'],
    [SPANS.handoffMintCertificate, 'aggregator'],
    [SPANS.handoffClose, 'aggregator'],
  ] as const)('shows the decision %s under the commit that made it', (name, scope) => {
    const decided = named(name, scope);
    expect(new Set(decided.map(({ attributes }) => attributes['baton.epoch'])).size).toBeGreaterThanOrEqual(2);
    for (const span of decided) expect(parentOf(span)?.name).toBe(SPANS.projectionApply);
  });

  it('goes from a joiner over the member that relays it into the log', () => {
    const relayed = named(SPANS.logAdmit, 'consensus-log').filter((span) => {
      const [, submit, ...line] = lineOf(span);
      const names = line.map(({ name }) => name);
      const asked = line.find(({ name }) => name === SPANS.announcerAskRelay);
      return (
        submit?.name === SPANS.announcerSubmit &&
        names.includes(SPANS.announcerRelay) &&
        names.includes(SPANS.httpRequest) &&
        asked !== undefined &&
        asked.instance !== submit.instance
      );
    });
    expect(relayed.length).toBeGreaterThan(0);
  });

  it('goes from the validator that fetches a blob to the one that serves it', () => {
    const served = named(SPANS.blobServe, 'blob-service').filter((span) => {
      const [, request, fetched] = lineOf(span);
      return (
        request?.name === SPANS.httpRequest && fetched?.name === SPANS.blobFetch && fetched.instance !== span.instance
      );
    });
    expect(served.length).toBeGreaterThan(0);
  });
});
