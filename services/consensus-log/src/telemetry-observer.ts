import type { DeliveredCommit } from '@baton/log';
import { type Logger, linkFromTraceparent, METRICS, SPANS, type Telemetry } from '@baton/telemetry';
import type { Link } from '@opentelemetry/api';
import type { SequencerObserver } from './observer.ts';

/** Log lines, metrics and spans of the sequencer. */
export function telemetryObserver(telemetry: Telemetry, logger: Logger): SequencerObserver {
  const metrics = {
    commits: telemetry.counter(METRICS.commits),
    messages: telemetry.counter(METRICS.messages),
    commitMessages: telemetry.histogram(METRICS.commitMessages),
    appendDuration: telemetry.histogram(METRICS.appendDuration),
    pending: telemetry.gauge(METRICS.pendingMessages),
    lastRound: telemetry.gauge(METRICS.lastRound),
    lastTimestamp: telemetry.gauge(METRICS.lastTimestamp),
    fenced: telemetry.counter(METRICS.fencedAppends),
  };
  let stalled = false;
  return {
    roleChanged: (role, epoch) => logger.info({ role, epoch }, 'role of this sequencer'),
    committed(commit, seconds) {
      metrics.lastRound.set(commit.round);
      metrics.lastTimestamp.set(commit.timestampMs / 1_000);
      if (seconds === null) return;
      if (stalled) logger.info({ round: commit.round }, 'appending to the log again');
      stalled = false;
      metrics.commits.inc();
      metrics.messages.inc(commit.messages.length);
      metrics.commitMessages.observe(commit.messages.length);
      metrics.appendDuration.observe(seconds);
      if (commit.messages.length > 0) traceCommit(telemetry, commit, seconds);
    },
    appendLost(reason) {
      metrics.fenced.inc();
      if (!stalled) logger.warn({ reason }, 'an append is not known to have succeeded; reading the log again');
      stalled = true;
    },
    queued: (count) => metrics.pending.set(count),
    epochOpened: (epoch) => logger.info({ epoch }, 'epoch open in the log'),
    epochEnded: (epoch) => logger.info({ epoch }, 'epoch ended and sealed in the log'),
    committeeRefused: (epoch, error) =>
      logger.error({ epoch, code: error.code, ...error.details }, 'the chain names a next committee that is not safe'),
  };
}

/** One span for an append, linked to every message's own trace: many causes, so none is its parent. */
function traceCommit(telemetry: Telemetry, commit: DeliveredCommit, seconds: number): void {
  const links = commit.trace
    .map(({ traceparent }) => linkFromTraceparent(traceparent))
    .filter((link): link is Link => !!link);
  const attributes = {
    'baton.epoch': commit.epoch,
    'baton.round': commit.round,
    'baton.messages': commit.messages.length,
  };
  const startTime = Date.now() - seconds * 1_000;
  telemetry.tracer.startSpan(SPANS.logAppendCommit, { root: true, links, attributes, startTime }).end();
}
