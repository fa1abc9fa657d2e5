import { describe, expect, it } from 'vitest';
import { Progress, readinessOf } from './progress.ts';

describe('progress of a projection', () => {
  it('is ready at the head only', () => {
    const progress = new Progress('freeze');
    expect(readinessOf(progress.status())).toMatchObject({ ready: false, waitingFor: 'start' });
    progress.opened(3, 10);
    progress.processed(4, 1_000);
    expect(progress.status()).toMatchObject({ epoch: 3, round: 4, headRound: 10, lag: 6, caughtUp: false });
    expect(readinessOf(progress.status())).toMatchObject({ ready: false, waitingFor: 'catching up with the log' });
    progress.processed(12, 2_000);
    expect(progress.status()).toMatchObject({ headRound: 12, lag: 0, timestampMs: 2_000 });
    expect(readinessOf(progress.status())).toEqual({ ready: true });
    progress.waits('barrier of epoch 4');
    expect(readinessOf(progress.status())).toMatchObject({ ready: false, waitingFor: 'barrier of epoch 4' });
  });

  it('is stalled when a log that ticks gives nothing', () => {
    const progress = new Progress('freeze', -1);
    progress.opened(3, 1);
    progress.processed(1, 1_000);
    expect(progress.status().stalledSince).not.toBeNull();
    expect(readinessOf(progress.status())).toMatchObject({ ready: false, waitingFor: 'commits of the log' });
    progress.waits('barrier of epoch 4');
    expect(progress.status().stalledSince).toBeNull();
  });

  it('wakes those who wait for a commit once it or a later one is there', async () => {
    const progress = new Progress('freeze');
    const order: string[] = [];
    const waits = [
      progress.whenProcessed({ epoch: 3, round: 5 }).then(() => order.push('3/5')),
      progress.whenProcessed({ epoch: 4, round: 1 }).then(() => order.push('4/1')),
    ];
    progress.opened(3, null);
    progress.processed(4, 1);
    progress.processed(6, 2);
    await waits[0];
    expect(order).toEqual(['3/5']);
    progress.opened(4, null);
    progress.processed(2, 3);
    await waits[1];
    await progress.whenProcessed({ epoch: 3, round: 99 });
    await progress.whenCaughtUp();
  });
});
