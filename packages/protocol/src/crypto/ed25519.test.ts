import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import {
  consensusKey,
  ed25519PublicKey,
  ed25519Signer,
  fromHex,
  signature as signatureOf,
  verifyEd25519,
  verifyEd25519Portable,
} from '../index.ts';

interface Speccheck {
  cases: { case: number; about: string; message: string; publicKey: string; signature: string; zip215: boolean }[];
}

interface SmallOrder {
  message: string;
  encodings: string[];
}

const { cases } = readVectors<Speccheck>('ed25519-speccheck.json');
const smallOrder = readVectors<SmallOrder>('zip215-small-order.json');

describe('the edge cases of "Taming the many EdDSAs"', () => {
  it.each(cases)('$case $about: $zip215', ({ message, publicKey, signature, zip215 }) => {
    const args = [signatureOf(signature), fromHex(message), consensusKey(publicKey)] as const;
    expect(verifyEd25519(...args)).toBe(zip215);
    expect(verifyEd25519Portable(...args)).toBe(zip215);
  });
});

describe('the small-order vectors of ZIP-215', () => {
  const message = new TextEncoder().encode(smallOrder.message);
  const points = smallOrder.encodings;

  it.each(points)('every R verifies under A = %s', (key) => {
    for (const point of points) {
      const args = [signatureOf(point + '00'.repeat(32)), message, consensusKey(key)] as const;
      expect(verifyEd25519(...args)).toBe(true);
      expect(verifyEd25519Portable(...args)).toBe(true);
    }
  });
});

describe('signing and verifying', () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('accepts what it signs, and agrees with the portable verifier on anything near it', () => {
    fc.assert(
      fc.property(seed, fc.uint8Array({ maxLength: 64 }), fc.nat(63), fc.nat(255), (bytes, message, at, change) => {
        const key = ed25519PublicKey(bytes);
        const signed = ed25519Signer(bytes)(message);
        expect(verifyEd25519(signed, message, key)).toBe(true);
        const changed = fromHex(signed);
        changed[at] = (changed[at] as number) ^ change;
        const other = signatureOf(Buffer.from(changed).toString('hex'));
        expect(verifyEd25519(other, message, key)).toBe(verifyEd25519Portable(other, message, key));
      }),
      { numRuns: 40 },
    );
  });

  it('signs as RFC 8032 does (7.1, test 1)', () => {
    const secret = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    expect(ed25519PublicKey(secret)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(ed25519Signer(secret)(new Uint8Array())).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  it('refuses a seed of another size', () => {
    expect(() => ed25519Signer(new Uint8Array(31))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('does not change with the caller buffer', () => {
    const secret = new Uint8Array(32).fill(1);
    const sign = ed25519Signer(secret);
    const before = sign(new Uint8Array([1]));
    secret.fill(9);
    expect(sign(new Uint8Array([1]))).toBe(before);
  });

  it('says no, without throwing, to a key that is no point', () => {
    const noPoint = consensusKey('02'.padEnd(64, '0'));
    expect(verifyEd25519(signatureOf('00'.repeat(64)), new Uint8Array(), noPoint)).toBe(false);
  });
});
