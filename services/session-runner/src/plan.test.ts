import { authorityName, digest, objectId } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { type PlanInput, planNetworkKeySessions } from './plan.ts';

const keyId = objectId(`0x${'01'.repeat(32)}`);
const frozen = [{ name: authorityName('1'.repeat(96)), digest: digest('2'.repeat(64)) }];
const given: PlanInput = {
  epoch: 2,
  chainDriven: false,
  frozen,
  effective: frozen,
  keys: [{ keyId, state: 'awaiting_network_dkg' }],
  finished: [],
};
const session = (output: 'dkg' | 'reconfiguration') => ({ epoch: 2, keyId, output });

describe('planNetworkKeySessions', () => {
  it('waits for the freeze', () => {
    expect(planNetworkKeySessions({ ...given, frozen: [] })).toEqual([]);
  });

  it('waits for nothing in a version that freezes nothing', () => {
    const keys: PlanInput['keys'] = [{ keyId, state: 'awaiting_network_reconfiguration' }];
    const chainDriven = { ...given, chainDriven: true, frozen: [], effective: null, keys };
    expect(planNetworkKeySessions(chainDriven)).toEqual([session('reconfiguration')]);
  });

  it('runs what the chain awaits, once', () => {
    expect(planNetworkKeySessions(given)).toEqual([session('dkg')]);
    expect(planNetworkKeySessions({ ...given, finished: [session('dkg')] })).toEqual([]);
  });

  it('holds a reconfiguration until the next committee`s keys are final', () => {
    const keys: PlanInput['keys'] = [{ keyId, state: 'awaiting_network_reconfiguration' }];
    expect(planNetworkKeySessions({ ...given, keys, effective: null })).toEqual([]);
    expect(planNetworkKeySessions({ ...given, keys })).toEqual([session('reconfiguration')]);
  });

  it.each(['network_dkg_completed', 'network_reconfiguration_completed'] as const)(
    'has nothing to do in %s',
    (state) => {
      expect(planNetworkKeySessions({ ...given, keys: [{ keyId, state }] })).toEqual([]);
    },
  );
});
