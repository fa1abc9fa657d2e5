import { authorityName, digest, objectId } from '@baton/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveOutput, inputSetDigest, type SessionInput } from './output.ts';

const hash = (n: number) => digest(n.toString(16).padStart(64, '0'));
const peer = (n: number) => ({ name: authorityName(n.toString(16).padStart(96, '0')), digest: hash(n) });
const input: SessionInput = {
  network: 'net',
  keyId: objectId(`0x${'01'.repeat(32)}`),
  epoch: 3,
  output: 'dkg',
  inputs: hash(9),
};

describe('deriveOutput', () => {
  it('gives the same bytes for the same input, in the size asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 32, max: 500 }), (size) => {
        expect(deriveOutput(input, size)).toEqual(deriveOutput({ ...input }, size));
        expect(deriveOutput(input, size)).toHaveLength(size);
      }),
    );
  });

  it.each([
    ['network', { network: 'other' }],
    ['key', { keyId: objectId(`0x${'02'.repeat(32)}`) }],
    ['epoch', { epoch: 4 }],
    ['kind', { output: 'reconfiguration' as const }],
    ['input set', { inputs: hash(8) }],
  ])('gives other bytes for another %s', (_, change) => {
    expect(deriveOutput({ ...input, ...change }, 64)).not.toEqual(deriveOutput(input, 64));
  });
});

describe('inputSetDigest', () => {
  it('does not depend on the order it is told in', () => {
    expect(inputSetDigest([peer(1), peer(2)])).toBe(inputSetDigest([peer(2), peer(1)]));
    expect(inputSetDigest([peer(1)])).not.toBe(inputSetDigest([peer(1), peer(2)]));
  });
});
