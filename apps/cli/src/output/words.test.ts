import { describe, expect, it } from 'vitest';
import { byteSize, counted, duration, moment, short } from './words.ts';

describe('words for numbers', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [4_230, '4.2 s'],
    [59_000, '59 s'],
    [185_000, '3 min 5 s'],
    [120_000, '2 min'],
    [7_800_000, '2 h 10 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('%d ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('sizes are in binary units', () => {
    expect([0, 1_023, 1_536, 5 * 1_024 ** 3].map(byteSize)).toEqual(['0 B', '1023 B', '1.5 KiB', '5.0 GiB']);
  });

  it('one is one, and identifiers keep what tells them apart', () => {
    expect([counted(1, 'vote'), counted(2, 'vote'), counted(0, 'copy', 'copies')]).toEqual([
      '1 vote',
      '2 votes',
      '0 copies',
    ]);
    expect(short('0123456789abcdef')).toBe('0123456789ab…');
    expect(short(`0x${'7'.repeat(64)}`)).toBe('0x777777777777…');
    expect(short('abc')).toBe('abc');
  });

  it('a moment of another day has its date', () => {
    const nowMs = Date.parse('2026-11-22T12:00:00Z');
    expect(moment('2026-11-22T11:58:03.123Z', nowMs)).toBe('11:58:03 UTC');
    expect(moment('2026-11-21T11:58:03Z', nowMs)).toBe('2026-11-21 11:58:03 UTC');
  });
});
