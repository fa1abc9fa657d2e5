import { describe, expect, it } from 'vitest';
import type { ValidatorStatus } from '../../api/status.ts';
import { judge, judgeAll, LONG_WAIT_MS } from './verdict.ts';

const NOW = 1_700_000_000_000;
const ready = { ready: true, waitingFor: null, since: null };
const waits = (since: number, waitingFor = 'a certificate') => ({ ready: false, waitingFor, since });

function statusOf(
  readiness: Partial<Record<string, ValidatorStatus['services'][string]['readiness']>>,
  more = {},
): ValidatorStatus {
  const names = ['blob-service', 'sui-syncer', 'barrier', 'freeze-projector', 'aggregator'];
  const status = { epoch: 7, round: 120, lag: 0, missing: 0, seated: true, ...more };
  return {
    services: Object.fromEntries(names.map((name) => [name, { readiness: readiness[name] ?? ready, status }])),
    unreachable: [],
  };
}

describe('a validator', () => {
  it('is fine when all of its services make progress', () => {
    expect(judge(statusOf({}), NOW)).toMatchObject({
      tone: 'ok',
      text: 'Fine',
      epoch: 7,
      round: 120,
      lag: 0,
      waits: [],
    });
  });

  it('waits, for what and since when, the longest first', () => {
    const verdict = judge(
      statusOf({ aggregator: waits(NOW - 2_000, 'the barrier'), barrier: waits(NOW - 5_000) }),
      NOW,
    );
    expect(verdict).toMatchObject({ tone: 'wait', text: 'Waiting' });
    expect(verdict.waits.map(({ service }) => service)).toEqual(['barrier', 'aggregator']);
  });

  it('is stalled once that takes long', () => {
    expect(judge(statusOf({ barrier: waits(NOW - LONG_WAIT_MS) }), NOW)).toMatchObject({
      tone: 'bad',
      text: 'Stalled',
    });
  });

  it('is unreachable, or partly, whatever the rest says', () => {
    expect(judge(null, NOW)).toMatchObject({ tone: 'bad', text: 'Unreachable' });
    expect(judge({ services: {}, unreachable: ['http://a'] }, NOW).text).toBe('Unreachable');
    expect(judge({ ...statusOf({}), unreachable: ['http://a'] }, NOW).text).toBe('Partly unreachable');
  });

  it('is behind with a long lag, and fine without a seat', () => {
    expect(judge(statusOf({}, { lag: 400 }), NOW)).toMatchObject({ tone: 'wait', text: 'Behind', lag: 400 });
    expect(judge(statusOf({}, { seated: false }), NOW)).toMatchObject({ tone: 'idle', text: 'Fine, no seat' });
  });

  it('counts among all by the worst', () => {
    const fine = judge(statusOf({}), NOW);
    const waiting = judge(statusOf({ barrier: waits(NOW - 2_000) }), NOW);
    const gone = judge(null, NOW);
    expect(judgeAll([fine, fine])).toEqual({ tone: 'ok', text: 'All 2 validators are fine' });
    expect(judgeAll([fine, fine], 1)).toEqual({ tone: 'idle', text: 'Asking 1 of 3 validators' });
    expect(judgeAll([fine, waiting])).toEqual({ tone: 'wait', text: '1 of 2 validators wait' });
    expect(judgeAll([fine, waiting, gone])).toEqual({ tone: 'bad', text: '1 of 3 validators need attention' });
  });
});
