import { describe, expect, it } from 'vitest';
import { movedBy } from './grid-keys.ts';

const at = { row: 1, column: 2 };
const moved = (key: string, from = at, control = false) => movedBy(key, from, 3, 4, control);

describe('keys in a grid', () => {
  it('move by one and stop at the edges', () => {
    expect(moved('ArrowUp')).toEqual({ row: 0, column: 2 });
    expect(moved('ArrowRight')).toEqual({ row: 1, column: 3 });
    expect(moved('ArrowRight', { row: 1, column: 3 })).toEqual({ row: 1, column: 3 });
    expect(moved('ArrowDown', { row: 2, column: 0 })).toEqual({ row: 2, column: 0 });
  });

  it('go to the ends of the row, and with control of the grid', () => {
    expect(moved('Home')).toEqual({ row: 1, column: 0 });
    expect(moved('End')).toEqual({ row: 1, column: 3 });
    expect(moved('Home', at, true)).toEqual({ row: 0, column: 0 });
    expect(moved('End', at, true)).toEqual({ row: 2, column: 3 });
  });

  it('leave other keys alone', () => {
    expect(moved('Enter')).toBeNull();
  });
});
