import { digest } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { ServeCache } from './serve-cache.ts';

const name = (n: number) => digest(n.toString(16).padStart(64, '0'));

describe('ServeCache', () => {
  it('evicts the oldest insertion, whatever was read since', () => {
    const cache = new ServeCache(10);
    cache.insert(name(1), new Uint8Array(4));
    cache.insert(name(2), new Uint8Array(4));
    cache.get(name(1));
    cache.insert(name(3), new Uint8Array(4));
    expect([cache.get(name(1)), cache.get(name(2))?.length, cache.get(name(3))?.length]).toEqual([undefined, 4, 4]);
    expect([cache.bytes, cache.count, cache.evictions]).toEqual([8, 2, 1]);
  });

  it('neither reorders nor counts a digest twice', () => {
    const cache = new ServeCache(8);
    cache.insert(name(1), new Uint8Array(4));
    cache.insert(name(2), new Uint8Array(4));
    cache.insert(name(1), new Uint8Array(4));
    cache.insert(name(3), new Uint8Array(4));
    expect(cache.get(name(1))).toBeUndefined();
    expect(cache.bytes).toBe(8);
  });

  it('keeps a single blob above the cap until the next insertion', () => {
    const cache = new ServeCache(8);
    cache.insert(name(1), new Uint8Array(9));
    expect(cache.get(name(1))?.length).toBe(9);
    cache.insert(name(2), new Uint8Array(1));
    expect([cache.get(name(1)), cache.count, cache.bytes]).toEqual([undefined, 1, 1]);
  });

  it('fills the cap exactly without an eviction', () => {
    const cache = new ServeCache(8);
    cache.insert(name(1), new Uint8Array(8));
    expect([cache.evictions, cache.hasRoomFor(0), cache.hasRoomFor(1)]).toEqual([0, true, false]);
  });
});
