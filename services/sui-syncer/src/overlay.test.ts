import { type Digest, digest, objectId } from '@baton/protocol';
import type { HeldOutputRow, NetworkKeyRow } from '@baton/read-model';
import { expect, it } from 'vitest';
import { overlayKey } from './overlay.ts';

const keyId = objectId(`0x${'01'.repeat(32)}`);
const d = (value: number): Digest => digest(value.toString(16).padStart(64, '0'));
const key: NetworkKeyRow = {
  epoch: 3,
  keyId,
  dkgAtEpoch: 1,
  state: 'network_reconfiguration_completed',
  currentEpoch: 3,
};
const held = (epoch: number, output: HeldOutputRow['output'], value: number): HeldOutputRow => ({
  epoch,
  keyId,
  output,
  digest: d(value),
});

it('takes identity from the chain and the newest outputs held, never those of a later epoch', () => {
  const outputs = [
    held(1, 'dkg', 1),
    held(1, 'reconfiguration', 2),
    held(2, 'reconfiguration', 3),
    held(4, 'reconfiguration', 4),
    { ...held(3, 'dkg', 9), keyId: objectId(`0x${'02'.repeat(32)}`) },
  ];
  expect(overlayKey(key, outputs)).toEqual({
    keyId,
    currentEpoch: 3,
    dkgAtEpoch: 1,
    state: 'network_reconfiguration_completed',
    dkgOutput: d(1),
    reconfigurationOutput: d(3),
    complete: true,
  });
});

it('shows a key that lacks an output, as incomplete', () => {
  expect(overlayKey(key, [])).toMatchObject({ dkgOutput: null, complete: false });
  expect(overlayKey(key, [held(1, 'dkg', 1)])).toMatchObject({ dkgOutput: d(1), complete: false });
  expect(overlayKey({ ...key, state: 'network_dkg_completed' }, [held(1, 'dkg', 1)])).toMatchObject({ complete: true });
});

it('takes the chain`s own outputs where the version lives there, or where a key is stranded', () => {
  const onChain = { dkgOutput: d(11), reconfigurationOutput: d(12), stranded: false };
  expect(overlayKey(key, null, onChain)).toMatchObject({
    dkgOutput: d(11),
    reconfigurationOutput: d(12),
    complete: true,
  });
  const local = [held(1, 'dkg', 1), held(2, 'reconfiguration', 3)];
  expect(overlayKey(key, local, onChain)).toMatchObject({ dkgOutput: d(1), reconfigurationOutput: d(3) });
  const stranded = { ...onChain, stranded: true };
  expect(overlayKey(key, local, stranded)).toMatchObject({ dkgOutput: d(1), reconfigurationOutput: d(12) });
});
