import { authorityName } from '@baton/protocol';
import { describe, expect, test } from 'vitest';
import { RELAYS_KEPT, RelayHistory } from './relay-history.ts';

const name = (seat: number) => authorityName(seat.toString(16).padStart(96, '0'));

describe('what joiners were answered', () => {
  test('the same answer again is counted, another one is new', () => {
    let now = 10;
    const history = new RelayHistory(() => now);
    history.note(name(1), 5, { outcome: 'rejected', reason: 'next_committee_unknown' });
    now = 20;
    history.note(name(1), 5, { outcome: 'rejected', reason: 'next_committee_unknown' });
    history.note(name(2), 5, { outcome: 'accepted' });
    history.note(name(1), 5, { outcome: 'accepted' });
    expect(history.newest({ limit: 10 })).toMatchObject([
      { number: 3, joiner: name(1), outcome: 'accepted', reason: null },
      { number: 2, joiner: name(2) },
      { number: 1, joiner: name(1), reason: 'next_committee_unknown', times: 2, firstMs: 10, lastMs: 20 },
    ]);
    expect(history.newest({ before: 3, limit: 1 })).toMatchObject([{ number: 2 }]);
  });

  test('keeps a bounded number', () => {
    const history = new RelayHistory();
    for (let joiner = 0; joiner < RELAYS_KEPT + 5; joiner += 1) history.note(name(joiner), 5, { outcome: 'accepted' });
    expect(history.newest({ limit: 1000 })).toHaveLength(RELAYS_KEPT);
  });
});
