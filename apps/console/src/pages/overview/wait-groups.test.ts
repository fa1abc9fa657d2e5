import { describe, expect, it } from 'vitest';
import type { Verdict, Wait } from './verdict.ts';
import { groupWaits } from './wait-groups.ts';

const judged = (label: string, waits: Wait[], tone: Verdict['tone'] = 'wait') => ({
  validator: { label, authority: null },
  verdict: { tone, text: 'Unreachable', waits, lag: null, epoch: null, round: null, missingBlobs: null },
});
const chain = (since: number): Wait => ({ service: 'sui-syncer', for: 'chain', since });

describe('waits', () => {
  it('for the same of the same service are one, since the first of them', () => {
    expect(groupWaits([judged('a', [chain(20)]), judged('b', [chain(10)])])).toEqual([
      { service: 'sui-syncer', for: 'chain', tone: 'wait', since: 10, labels: ['a', 'b'] },
    ]);
  });

  it('are ordered by the longest; who says nothing comes first', () => {
    const barrier = { service: 'barrier', for: 'a certificate', since: 5 };
    const groups = groupWaits([judged('a', [chain(20), barrier]), judged('b', [], 'bad')]);
    expect(groups.map(({ for: what, labels }) => [what, ...labels])).toEqual([
      ['Unreachable', 'b'],
      ['a certificate', 'a'],
      ['chain', 'a'],
    ]);
  });
});
