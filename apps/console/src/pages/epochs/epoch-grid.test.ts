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
const handoff = (epoch: number, members: HandoffEpoch['members']): HandoffEpoch => ({
  epoch,
  closeRound: 20,
  closeReason: 'certificate',
  attestations: 1,
  members,
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
    [handoff(3, [{ name: 'b', state: 'signed' }]), handoff(1, [{ name: 'a', state: 'silent' }])],
    ['b', 'a', 'unseen'],
  );

  it('has epochs from the oldest, of both sources, and names as the console knows them first', () => {
    expect(grid.columns.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(grid.names).toEqual(['b', 'a', 'z']);
  });

  it('says of each name what became of it, and whether it voted', () => {
    expect(grid.columns[2]?.cells).toEqual([
      { state: 'frozen', vote: 'signed' },
      { state: null, vote: null },
      { state: 'excluded', vote: null },
    ]);
    expect(grid.columns[0]?.cells[1]).toEqual({ state: null, vote: 'silent' });
    expect(sayCell({ state: 'frozen', vote: 'signed' })).toBe('frozen by a quorum; signed the handoff');
    expect(sayCell({ state: null, vote: null })).toBe('no seat');
  });
});
