import type { DeliveredCommit } from '@baton/log';
import {
  type Logger,
  linksFromTraceparents,
  METRICS,
  recordSpan,
  SEQUENCER_ROLES,
  SPANS,
  type Telemetry,
} from '@baton/telemetry';
import type { SequencerObserver } from './observer.ts';

/** Log lines, metrics and spans of the sequencer. */
export function telemetryObserver(telemetry: Telemetry, logger: Logger): SequencerObserver {
  const metrics = {
    commits: telemetry.counter(METRICS.commits),
    messages: telemetry.counter(METRICS.messages),
    commitMessages: telemetry.histogram(METRICS.commitMessages),
    appendDuration: telemetry.histogram(METRICS.appendDuration),
    fsyncDuration: telemetry.histogram(METRICS.fsyncDuration),
    role: telemetry.gauge(METRICS.sequencerRole),
    epoch: telemetry.gauge(METRICS.logEpoch),
    pending: telemetry.gauge(METRICS.pendingMessages),
    lastRound: telemetry.gauge(METRICS.lastRound),
    lastTimestamp: telemetry.gauge(METRICS.lastTimestamp),
    fenced: telemetry.counter(METRICS.fencedAppends),
  };
  metrics.role.set({ role: 'starting' }, 1);
  let stalled = false;
  return {
    roleChanged(role, epoch) {
      for (const one of SEQUENCER_ROLES) metrics.role.set({ role: one }, one === role ? 1 : 0);
      logger.info({ role, epoch }, 'role of this sequencer');
    },
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
      else metrics.fsyncDuration.observe(seconds);
    },
    appendLost(reason) {
      metrics.fenced.inc();
      if (!stalled) logger.warn({ reason }, 'an append is not known to have succeeded; reading the log again');
      stalled = true;
    },
    queued: (count) => metrics.pending.set(count),
    epochOpened(epoch) {
      metrics.epoch.set(epoch);
      logger.info({ epoch }, 'epoch open in the log');
    },
    epochEnded: (epoch) => logger.info({ epoch }, 'epoch ended and sealed in the log'),
    committeeRefused: (epoch, error) =>
      logger.error({ epoch, code: error.code, ...error.details }, 'the chain names a next committee that is not safe'),
  };
}

/** One span for an append, linked to every message's own trace: many causes, so none is its parent. */
function traceCommit(telemetry: Telemetry, commit: DeliveredCommit, seconds: number): void {
  const links = linksFromTraceparents(commit.trace.map(({ traceparent }) => traceparent));
  const attributes = {
    'baton.epoch': commit.epoch,
    'baton.round': commit.round,
    'baton.messages': commit.messages.length,
  };
  recordSpan(telemetry, SPANS.logAppendCommit, { root: true, links, attributes }, seconds);
}
