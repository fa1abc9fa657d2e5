import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../api/freeze.ts';
import { matrixOf } from './matrix.ts';

const seats = ['a', 'b', 'c', 'd'].map((name) => ({ name, stake: name === 'd' ? 2 : 1 }));
const signal = (authority: string, round: number, attests: Record<string, string>) => ({
  authority,
  round,
  sequenceNumber: 1,
  validatedPeers: Object.entries(attests).map(([name, digest]) => ({ name, digest })),
});
const signals = [
  signal('b', 12, { a: '1', b: '2', x: '9' }),
  signal('a', 10, { a: '1', b: '2' }),
  signal('d', 14, { a: '1', b: '3' }),
];

describe('who attests whom', () => {
  const matrix = matrixOf(signals, undefined, seats);

  it('has a row for each signal as the log has them, and a column for each seat and each other name', () => {
    expect(matrix.signers.map(({ name, round, stake }) => [name, round, stake])).toEqual([
      ['a', 10, 1],
      ['b', 12, 1],
      ['d', 14, 2],
    ]);
    expect(matrix.names.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  it('tells digests of one name apart by letters, the most stake first', () => {
    expect(matrix.names[1]?.digests).toEqual([
      { digest: '2', letter: 'A', stake: 2 },
      { digest: '3', letter: 'B', stake: 2 },
    ]);
    expect(matrix.signers[2]?.attests.map((one) => one?.letter ?? null)).toEqual(['A', 'B', null, null, null]);
  });

  it('says what became of each name', () => {
    const freeze = {
      frozen: [
        { name: 'a', digest: '1', source: 'quorum', stake: 4 },
        { name: 'c', digest: '7', source: 'carried', stake: 0 },
      ],
      excluded: ['b'],
    } as unknown as Freeze;
    expect(matrixOf(signals, freeze, seats).names.map(({ outcome }) => outcome)).toEqual([
      'frozen',
      'excluded',
      'carried',
      'open',
      'open',
    ]);
  });

  it('has a column for a joiner that nobody names: silent once the epoch froze without it', () => {
    const outcomeIn = (freeze?: Freeze) =>
      matrixOf(signals, freeze, seats, ['a', 'joiner']).names.find(({ name }) => name === 'joiner')?.outcome;
    expect(outcomeIn()).toBe('open');
    expect(outcomeIn({ isFrozen: true, frozen: [], excluded: [] } as unknown as Freeze)).toBe('silent');
  });
});
