import { describe, expect, it } from 'vitest';
import { formatClock } from './clock.ts';
import { formatDuration } from './duration.ts';
import { shortHex } from './hex.ts';
import { counted, formatBytes } from './quantity.ts';
import { words } from './words.ts';

describe('what people read', () => {
  it.each([
    [-5, '0 ms'],
    [340, '340 ms'],
    [4_260, '4.2 s'],
    [38_900, '38 s'],
    [133_000, '2 m 13 s'],
    [120_000, '2 m'],
    [11_040_000, '3 h 4 m'],
    [190_800_000, '2 d 5 h'],
  ])('a span of %d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('sizes are in binary units', () => {
    expect([0, 1_023, 1_536, 524_288, 8 * 1_024 ** 2].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '512 KiB',
      '8.0 MiB',
    ]);
  });

  it('digests show their ends, and object ids their prefix', () => {
    expect(shortHex('ab'.repeat(32))).toBe('ababab…abab');
    expect(shortHex(`0x${'cd'.repeat(32)}`)).toBe('0xcdcdcd…cdcd');
    expect(shortHex('v3')).toBe('v3');
  });

  it('a clock of the log shows milliseconds', () => {
    expect(formatClock(1_700_000_000_042, true)).toMatch(/^\d\d:\d\d:\d\d\.042$/);
  });

  it('codes are words', () => {
    expect(words('network_dkg_output')).toBe('network DKG output');
    expect(words('end_of_publish_v2')).toBe('end of publish V2');
    expect(counted(1, 'signer')).toBe('1 signer');
    expect(counted(3, 'signer')).toBe('3 signers');
  });
});
