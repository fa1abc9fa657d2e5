import { describe, expect, test } from 'vitest';
import { assessDurability, type ServerFacts } from './durability.ts';

const SAFE: ServerFacts = { version: '2.15.1', jetstream: true, syncAlways: true, storeDir: '/srv/nats' };

describe('the durability verdict', () => {
  test('a recent server that syncs always on a real directory has nothing to say', () => {
    expect(assessDurability(SAFE, '/tmp')).toMatchObject({ problems: [], warnings: [] });
  });

  test.each([
    ['2.9.10', 1],
    ['2.13.9', 1],
    ['2.14.0', 0],
    ['3.0.0', 0],
    ['unknown', 1],
  ])('version %s has %d problems', (version, count) => {
    expect(assessDurability({ ...SAFE, version }, '/tmp').problems).toHaveLength(count);
  });

  test('a server that syncs now and then, or keeps no streams, is unsafe', () => {
    expect(assessDurability({ ...SAFE, syncAlways: false }, '/tmp').problems).toHaveLength(1);
    expect(assessDurability({ ...SAFE, jetstream: false, syncAlways: false }, '/tmp').problems).toEqual([
      'JetStream is off',
    ]);
  });

  test('a store under the temporary directory is worth a warning, a look-alike is not', () => {
    expect(assessDurability({ ...SAFE, storeDir: '/tmp/nats/jetstream' }, '/tmp').warnings).toHaveLength(1);
    expect(assessDurability({ ...SAFE, storeDir: '/tmpfiles/nats' }, '/tmp').warnings).toEqual([]);
  });
});
