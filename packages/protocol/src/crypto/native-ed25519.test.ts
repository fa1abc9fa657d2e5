import { describe, expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import { consensusKey, fromHex, signature as signatureOf, verifyEd25519Portable } from '../index.ts';
import * as native from './native-ed25519.node.ts';
import * as none from './native-ed25519.none.ts';

interface Case {
  message: string;
  publicKey: string;
  signature: string;
}

const { cases } = readVectors<{ cases: Case[] }>('ed25519-speccheck.json');

describe('the native fast path', () => {
  it('accepts nothing that the portable verifier rejects', () => {
    for (const { message, publicKey, signature } of cases) {
      const accepted = native.nativeAccepts(fromHex(signature), fromHex(message), publicKey);
      if (accepted) {
        expect(verifyEd25519Portable(signatureOf(signature), fromHex(message), consensusKey(publicKey))).toBe(true);
      }
    }
  });

  it('is worth having: it accepts ordinary signatures itself', () => {
    const sign = native.nativeSigner(new Uint8Array(32).fill(3));
    const message = new Uint8Array([1, 2, 3]);
    const key = 'ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1';
    expect(native.nativeAccepts((sign as NonNullable<typeof sign>)(message), message, key)).toBe(true);
  });

  it('stays right when more keys than its cache holds pass by', () => {
    const [first] = cases as [Case];
    for (let index = 0; index < 5_000; index++) {
      native.nativeAccepts(fromHex(first.signature), new Uint8Array(), index.toString(16).padStart(64, '0'));
    }
    const sign = native.nativeSigner(new Uint8Array(32).fill(3)) as (message: Uint8Array) => Uint8Array;
    const key = 'ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1';
    expect(native.nativeAccepts(sign(new Uint8Array()), new Uint8Array(), key)).toBe(true);
  });

  it('has a stand-in that leaves every decision to the portable verifier', () => {
    expect(none.nativeAccepts(new Uint8Array(64), new Uint8Array(), '')).toBe(false);
    expect(none.nativeSigner(new Uint8Array(32))).toBeNull();
  });
});
