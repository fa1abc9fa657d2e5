import { describe, expect, it } from 'vitest';
import type { Digest } from '../identifiers.ts';
import { committeeOf, digestOf, FOUR, validator } from '../testing/network.ts';
import { type Capabilities, decideProtocolUpgrade, recordCapability } from './capabilities.ts';

const committee = committeeOf(FOUR);

function supports(
  before: Capabilities,
  index: number,
  versions: readonly number[],
  given: { generation?: number; digest?: Digest } = {},
): Capabilities {
  const supportedVersions = versions.map((version) => ({
    version,
    configurationDigest: given.digest ?? digestOf(`v${version}`),
  }));
  return recordCapability(before, {
    authority: validator(index).name,
    generation: given.generation ?? 1,
    supportedVersions,
  });
}

const allOf = (indices: readonly number[], versions: readonly number[] = [3, 4]) =>
  indices.reduce((known, index) => supports(known, index, versions), new Map() as Capabilities);
const decide = (capabilities: Capabilities) =>
  decideProtocolUpgrade({
    currentVersion: 3,
    capabilities: [...capabilities.values()],
    committee,
    bufferStakeBps: 5_000,
  });

describe('the upgrade vote', () => {
  it('of four members with a buffer of a half needs all four', () => {
    expect(decide(allOf([0]))).toEqual({ decision: 'stay', stake: 1, threshold: 4 });
    expect(decide(allOf([0, 1])).decision).toBe('stay');
    expect(decide(allOf([0, 1, 2])).decision).toBe('stay');
    expect(decide(allOf(FOUR))).toEqual({
      decision: 'upgrade',
      version: 4,
      configurationDigest: digestOf('v4'),
      stake: 4,
      threshold: 4,
    });
  });

  it('needs one and the same configuration', () => {
    expect(decide(supports(allOf([0, 1, 2]), 3, [4], { digest: digestOf('mine') }))).toMatchObject({
      decision: 'stay',
      stake: 3,
    });
  });

  it('goes step by step: a version that is not supported is not skipped', () => {
    expect(decide(allOf(FOUR, [3, 5])).decision).toBe('stay');
    expect(decide(allOf(FOUR, [4, 5]))).toMatchObject({ version: 5 });
    expect(decide(supports(allOf([0, 1, 2], [4, 5]), 3, [4]))).toMatchObject({ version: 4, stake: 4 });
  });

  it('hears the latest generation only, and outsiders not at all', () => {
    const withdrawn = supports(allOf(FOUR), 0, [3], { generation: 2 });
    expect(decide(withdrawn)).toMatchObject({ decision: 'stay', stake: 3 });
    expect(supports(withdrawn, 0, [3, 4], { generation: 2 })).toBe(withdrawn);
    expect(decide(allOf([0, 1, 2, 9])).decision).toBe('stay');
  });
});
