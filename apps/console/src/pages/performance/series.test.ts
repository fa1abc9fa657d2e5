import { describe, expect, it } from 'vitest';
import type { Commit } from '../../api/log.ts';
import { intervalsOf, lagsOf, summaryOf, throughputOf } from './series.ts';

const commit = (timestampMs: number, txCount = 0): Commit => ({
  round: timestampMs,
  timestampMs,
  sequence: 1,
  txCount,
  digest: '',
  kinds: {},
});

describe('series of the plots', () => {
  it('count by whole seconds, without the cut ones at the ends', () => {
    const commits = [commit(10_900, 9), commit(11_100, 2), commit(11_900, 3), commit(13_000, 1), commit(14_100, 9)];
    expect(throughputOf(commits)).toEqual([
      [11, 12, 13],
      [5, 0, 1],
      [2, 0, 1],
    ]);
    expect(throughputOf([])).toEqual([[], [], []]);
  });

  it('are the same in any order of commits', () => {
    expect(intervalsOf([commit(1_300), commit(1_000), commit(1_100)])).toEqual([
      [1.1, 1.3],
      [100, 200],
    ]);
  });

  it('leave gaps where a validator said nothing', () => {
    const samples = [
      { at: 1_000, lags: { a: 0, b: 3 } },
      { at: 2_000, lags: { a: null } },
    ];
    expect(lagsOf(samples, ['a', 'b']).columns).toEqual([
      [1, 2],
      [0, null],
      [3, null],
    ]);
  });

  it('are the largest and the median of many validators', () => {
    const labels = Array.from({ length: 9 }, (_, index) => `v${index}`);
    const lags = Object.fromEntries(labels.map((label, index) => [label, index]));
    expect(lagsOf([{ at: 1_000, lags }], labels)).toEqual({ names: ['largest', 'median'], columns: [[1], [8], [4]] });
  });

  it('are summed up by median, p99 and maximum', () => {
    expect(summaryOf([3, null, 1, 2])).toEqual({ median: 2, p99: 3, max: 3 });
    expect(summaryOf([null])).toBeNull();
  });
});
