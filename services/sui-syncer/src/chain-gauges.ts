import type { ChainView } from '@baton/sui-client';
import { METRICS, type Telemetry } from '@baton/telemetry';
import type { ChainClock } from './chain-clock.ts';
import type { ChainWatch } from './chain-watch.ts';

const flag = (holds: boolean): number => (holds ? 1 : 0);

/** What the chain says of the epoch in progress: from the newest view at each scrape, so that time goes on in it. */
export function chainGauges(telemetry: Telemetry, watch: ChainWatch, clock: ChainClock): void {
  const received = telemetry.gauge(METRICS.receivedEndOfPublish);
  const userSessionsLag = telemetry.gauge(METRICS.userSessionsLag);
  const activeUserSessions = telemetry.gauge(METRICS.activeUserSessions);
  const activeSystemSessions = telemetry.gauge(METRICS.activeSystemSessions);
  const overdue = telemetry.gauge(METRICS.epochOverdue);
  const checkpoint = telemetry.gauge(METRICS.chainCheckpoint);
  const stepDone = telemetry.gauge(METRICS.switchStepDone);
  const outage = telemetry.gauge(METRICS.chainOutage);
  telemetry.beforeScrape(() => {
    outage.set(watch.outage === null ? 0 : (Date.now() - Date.parse(watch.outage.since)) / 1_000);
    const { view } = watch;
    if (view === null) return;
    const { userSessions, systemSessions, receivedEndOfPublish, lastCheckpoint } = view;
    received.set({ contract: 'system' }, flag(receivedEndOfPublish.system));
    received.set({ contract: 'coordinator' }, flag(receivedEndOfPublish.coordinator));
    userSessionsLag.set(userSessions.target - userSessions.completed);
    activeUserSessions.set(userSessions.started - userSessions.completed);
    activeSystemSessions.set(systemSessions.started - systemSessions.completed);
    overdue.set(Math.max(0, clock.nowMs() - view.epochStartMs - view.epochDurationMs) / 1_000);
    checkpoint.set({ kind: 'dwallet' }, lastCheckpoint.coordinator);
    checkpoint.set({ kind: 'system' }, lastCheckpoint.system);
    for (const [step, done] of stepsOf(view)) stepDone.set({ step }, flag(done));
  });
}

/** What the chain itself shows as done, whoever did it. */
function stepsOf(view: ChainView) {
  return [
    ['mid_epoch', view.nextCommittee !== null],
    ['reconfiguration', view.networkKeys.length > 0 && view.reconfiguredKeys === view.networkKeys.length],
    ['lock', view.locked],
    ['end_of_publish', view.receivedEndOfPublish.system && view.receivedEndOfPublish.coordinator],
  ] as const;
}
