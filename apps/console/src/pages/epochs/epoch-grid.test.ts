import { describe, expect, it } from 'vitest';
import type { FreezeEpoch } from '../../api/freeze.ts';
import type { HandoffEpoch } from '../../api/handoff.ts';
import { gridOf, sayCell } from './epoch-grid.ts';

const freeze = (epoch: number, members: FreezeEpoch['members']): FreezeEpoch => ({
  epoch,
  status: 'frozen',
  freezeRound: 10,
  quorumRound: 5,
  members,
});
const handoff = (epoch: number, voters: string[]): HandoffEpoch => ({
  epoch,
  closeRound: 20,
  closeReason: 'certificate',
  voters: voters.length,
  votes: voters.map((authority) => ({ authority, signatureAccepted: true })),
  certificate: null,
});

describe('the grid of committees and epochs', () => {
  const grid = gridOf(
    [
      freeze(3, [
        { name: 'b', state: 'frozen' },
        { name: 'z', state: 'excluded' },
      ]),
      freeze(2, [{ name: 'a', state: 'carried' }]),
    ],
    [handoff(3, ['b']), handoff(1, ['a'])],
    ['b', 'a', 'unseen'],
  );

  it('has epochs from the oldest, of both sources, and names as the console knows them first', () => {
    expect(grid.columns.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(grid.names).toEqual(['b', 'a', 'z']);
  });

  it('says of each name what became of it, and whether it voted', () => {
    expect(grid.columns[2]?.cells).toEqual([
      { state: 'frozen', voted: true },
      { state: null, voted: false },
      { state: 'excluded', voted: false },
    ]);
    expect(grid.columns[0]?.cells[1]).toEqual({ state: null, voted: true });
    expect(sayCell({ state: 'frozen', voted: true })).toBe('frozen by a quorum; voted at the end');
    expect(sayCell({ state: null, voted: false })).toBe('no seat');
  });
});
