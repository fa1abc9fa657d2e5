import { describe, expect, it } from 'vitest';
import { peers } from '../testing/messages.ts';
import { blobOf, committeeOf, FOUR, validator } from '../testing/network.ts';
import { carryForwardStableMpcData } from './carry-forward.ts';
import { computeEffectiveReconfigInputSet } from './effective-inputs.ts';
import { computeFreezePartition } from './partition.ts';
import { epochScaledPollInterval } from './poll-interval.ts';

const committee = committeeOf(FOUR);
const name = (index: number) => validator(index).name;
const signal = (index: number, validatedPeers: ReturnType<typeof peers>) => ({
  authority: name(index),
  validatedPeers,
});

describe('the partition', () => {
  it('freezes what a quorum of stake attests and excludes whom it names without agreeing', () => {
    const signals = [
      signal(0, peers([0, 1, 2, 3])),
      signal(1, peers([0, 1, 2])),
      signal(2, [...peers([0, 1, 2]), ...peers([3], 'evil')]),
    ];
    expect(computeFreezePartition({ signals, committee })).toEqual({
      frozen: peers([0, 1, 2]).map((peer) => ({ ...peer, stake: 3 })),
      excluded: [name(3)],
    });
  });

  it('sees whom an outsider names, and weighs the outsider nothing', () => {
    expect(computeFreezePartition({ signals: [signal(9, peers([7]))], committee })).toEqual({
      frozen: [],
      excluded: [name(7)],
    });
  });

  it('counts a padded signer once, with its last digest', () => {
    const padded = signal(0, [...peers([1, 1, 1]), ...peers([1], 'last')]);
    const { frozen, excluded } = computeFreezePartition({
      signals: [padded, signal(1, peers([1])), signal(2, peers([1]))],
      committee,
    });
    expect(frozen).toEqual([]);
    expect(excluded).toEqual([name(1)]);
  });

  it('goes by stake, not by heads', () => {
    const weighted = committeeOf(FOUR, { stakes: [7, 1, 1, 1] });
    expect(computeFreezePartition({ signals: [signal(0, peers([2]))], committee: weighted }).frozen).toEqual([
      { ...peers([2])[0], stake: 7 },
    ]);
  });
});

describe('carry-forward', () => {
  const partition = { frozen: peers([0]).map((peer) => ({ ...peer, stake: 3 })), excluded: [name(1), name(8)] };

  it('takes seated members only, fresh bytes first, and leaves an unseated excluded one excluded', () => {
    const result = carryForwardStableMpcData({ partition, committee, priorDigests: peers([0, 1, 3, 8], 'prior') });
    expect(result.frozen.map((peer) => [peer.name, peer.digest, peer.source])).toEqual([
      [name(0), blobOf(0), 'quorum'],
      [name(1), blobOf(1, 'prior'), 'carried'],
      [name(3), blobOf(3, 'prior'), 'carried'],
    ]);
    expect(result.excluded).toEqual([name(8)]);
  });

  it('is nothing without a prior certificate', () => {
    expect(carryForwardStableMpcData({ partition, committee, priorDigests: [] }).excluded).toEqual(partition.excluded);
  });
});

describe('the effective input set', () => {
  it('drops who withdrew before the next committee was chosen', () => {
    const input = { frozen: peers([0, 3, 4, 5]), currentMembers: [0, 1].map(name), nextMembers: [0, 4].map(name) };
    expect(computeEffectiveReconfigInputSet(input)).toEqual(peers([0, 4]));
  });
});

describe('the poll interval', () => {
  it('is a hundredth of the epoch within 2 s and its default', () => {
    expect(epochScaledPollInterval({ epochDurationMs: 10_000, productionDefaultMs: 10_000 })).toBe(2_000);
    expect(epochScaledPollInterval({ epochDurationMs: 500_000, productionDefaultMs: 10_000 })).toBe(5_000);
    expect(epochScaledPollInterval({ epochDurationMs: 86_400_000, productionDefaultMs: 10_000 })).toBe(10_000);
    expect(() => epochScaledPollInterval({ epochDurationMs: 1, productionDefaultMs: 1_999 })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });
});
