import type { ChainView } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import { expect, it, vi } from 'vitest';
import { EndOfPublishMonitor } from './end-of-publish-monitor.ts';

const view = (changes: Partial<ChainView> = {}) =>
  ({
    epoch: 1,
    epochDurationMs: 3_600_000,
    locked: true,
    userSessions: { started: 1, completed: 0, target: 1, nextSequenceNumber: 2, maxActiveBuffer: 100 },
    systemSessions: { started: 0, completed: 0 },
    nextCommittee: {},
    networkKeys: [],
    reconfiguredKeys: 0,
    pricingVotesOpen: false,
    ...changes,
  }) as unknown as ChainView;

function monitored() {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() };
  const time = { ms: 0 };
  const monitor = new EndOfPublishMonitor(logger as unknown as Logger, () => time.ms);
  const tick = (changes?: Partial<ChainView>) => {
    time.ms += 10_000;
    monitor.run(view(changes));
  };
  return { logger, time, monitor, tick };
}

it('warns at every sixth tick in a row of a locked epoch, with the reasons', () => {
  const { logger, tick } = monitored();
  for (let count = 0; count < 5; count++) tick();
  expect(logger.warn).not.toHaveBeenCalled();
  tick();
  expect(logger.warn).toHaveBeenCalledExactlyOnceWith(
    { epoch: 1, blockers: ['user_sessions_lag'], ticks: 6 },
    expect.any(String),
  );
  for (let count = 0; count < 6; count++) tick();
  expect(logger.warn).toHaveBeenCalledTimes(2);
  tick({ userSessions: view().userSessions && { ...view().userSessions, completed: 1 } });
  expect(logger.info).toHaveBeenCalledOnce();
});

it('counts time, not turns, and starts anew with an epoch or a lock', () => {
  const { logger, monitor, tick } = monitored();
  for (let turn = 0; turn < 100; turn++) monitor.run(view());
  for (let count = 0; count < 4; count++) tick();
  tick({ epoch: 2 });
  for (let count = 0; count < 4; count++) tick({ epoch: 2 });
  tick({ epoch: 2, locked: false });
  for (let count = 0; count < 5; count++) tick({ epoch: 2 });
  expect(logger.warn).not.toHaveBeenCalled();
});
