import { describe, expect, it } from 'vitest';
import { concerns, type Interests } from './interests.ts';

const interests = { handoff: ['vote', 'certificate'], chain: ['epoch_view'] } as const satisfies Interests;

describe('what concerns a reader', () => {
  it('is a change of a table that it reads', () => {
    expect(concerns(interests, 'handoff', { tables: ['checkpoint', 'vote'] })).toBe(true);
    expect(concerns(interests, 'chain', { tables: ['epoch_view'] })).toBe(true);
  });

  it('is no change of another table, nor of the same name elsewhere', () => {
    expect(concerns(interests, 'handoff', { tables: ['checkpoint'] })).toBe(false);
    expect(concerns(interests, 'chain', { tables: ['vote'] })).toBe(false);
    expect(concerns(interests, 'blobs', { tables: ['blob'] })).toBe(false);
  });

  it('is whatever may have been missed: a connection begun anew, a rebuild', () => {
    expect(concerns(interests, 'handoff', null)).toBe(true);
    expect(concerns(interests, 'handoff', { tables: [] })).toBe(true);
  });
});
