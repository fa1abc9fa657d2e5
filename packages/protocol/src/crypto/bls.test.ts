import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../identifiers.ts';
import {
  aggregateBls,
  blsPublicKey,
  blsSecretKey,
  isBlsSecretKey,
  signBls,
  verifyAggregateBls,
  verifyAggregatePortable,
  verifyBls,
} from './bls.ts';
import { load } from './fast-bls.node.ts';

const fast = await load();
const keys = [1, 2, 3].map((byte) => blsSecretKey(new Uint8Array(48).fill(byte)));
const names = keys.map(blsPublicKey);
const message = new TextEncoder().encode('a checkpoint');
const scheme = bls12_381.longSignatures;
const portable = (key: Uint8Array) =>
  scheme.Signature.toBytes(scheme.sign(scheme.hash(message, 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_'), key));

describe('BLS by either implementation', () => {
  it('gives the same signatures and sums', () => {
    for (const key of keys) expect(toHex(fast.sign(key, message))).toBe(toHex(portable(key)));
    const sum = scheme.aggregateSignatures(keys.map((key) => scheme.Signature.fromBytes(portable(key)))).toBytes(true);
    expect(toHex(fast.aggregate(keys.map(portable)) ?? new Uint8Array())).toBe(toHex(sum));
    expect(toHex(aggregateBls(keys.map((key) => signBls(key, message))))).toBe(toHex(sum));
  });

  it('verifies one and many', () => {
    const all = aggregateBls(keys.map((key) => signBls(key, message)));
    expect(verifyBls(signBls(keys[0]!, message), message, names[0]!)).toBe(true);
    expect(verifyAggregateBls(all, message, names)).toBe(true);
    expect(
      fast.accepts(
        all,
        message,
        names.map((name) => fromHex(name)),
      ),
    ).toBe(true);
    expect(verifyAggregateBls(all, message, names.slice(1))).toBe(false);
    expect(verifyAggregateBls(all, message.slice(1), names)).toBe(false);
    expect(verifyAggregateBls(all, message, [])).toBe(false);
  });

  const infinity = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => (index === 0 ? 0xc0 : 0));
  const first = fromHex(names[0]!);
  it.each([
    ['the point at infinity for both', infinity(96), infinity(48)],
    ['a key at infinity', portable(keys[0]!), infinity(48)],
    ['a signature at infinity', infinity(96), first],
    ['no point for a key', portable(keys[0]!), new Uint8Array(48).fill(0xab)],
    ['no point for a signature', new Uint8Array(96).fill(0xab), first],
    ['a cut signature', portable(keys[0]!).slice(1), first],
    // On the curve, not in the subgroup: x = 4 has a square root in G1's curve and is of no order r.
    [
      'a key outside the subgroup',
      portable(keys[0]!),
      Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0x80 : i === 47 ? 4 : 0)),
    ],
  ])('refuses %s, both alike', (_, signature, key) => {
    expect(fast.accepts(signature, message, [key])).toBe(false);
    expect(verifyAggregatePortable(signature, message, [key])).toBe(false);
  });

  it('knows a private key', () => {
    expect(isBlsSecretKey(keys[0]!)).toBe(true);
    expect(isBlsSecretKey(new Uint8Array(32))).toBe(false);
    expect(isBlsSecretKey(new Uint8Array(32).fill(0xff))).toBe(false);
    expect(isBlsSecretKey(new Uint8Array(31).fill(1))).toBe(false);
  });
});
