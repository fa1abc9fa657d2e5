import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { expect, it } from 'vitest';
import { requireConsistent } from './consistency.ts';
import type { CoordinatorInner, SystemInner } from './layout/index.ts';
import { ObjectSource } from './object-source.ts';

const committee = (...members: string[]) => ({
  members: members.map((id) => ({
    validator_id: `0x${id.repeat(32)}`,
    protocol_pubkey: { bytes: new Uint8Array(96) },
  })),
  aggregated_protocol_pubkey: { bytes: new Uint8Array(48) },
  quorum_threshold: '1',
  validity_threshold: '1',
});
const system = (epoch: string, ...members: string[]) =>
  ({ epoch, validator_set: { active_committee: committee(...members) } }) as SystemInner;
const coordinator = (epoch: string, ...members: string[]) =>
  ({ current_epoch: epoch, active_committee: committee(...members) }) as CoordinatorInner;

it('takes both contracts only of one epoch and with one committee', () => {
  expect(() => requireConsistent(system('5', '01', '02'), coordinator('5', '01', '02'))).not.toThrow();
  expect(() => requireConsistent(system('6', '01'), coordinator('5', '01'))).toThrow(/different epochs/);
  expect(() => requireConsistent(system('5', '01'), coordinator('5', '02'))).toThrow(/different active committees/);
});

it('never takes an object older than it was seen before', async () => {
  const objectId = `0x${'01'.repeat(32)}`;
  let version = '7';
  const core = { getObjects: async () => ({ objects: [{ objectId, version }] }) };
  const source = new ObjectSource({ core } as unknown as SuiGrpcClient);
  const signal = new AbortController().signal;
  await source.fetch([objectId], signal);
  version = '6';
  await expect(source.fetch([objectId], signal)).rejects.toMatchObject({ code: 'STALE_READ', retryable: true });
  version = '8';
  await expect(source.fetch([objectId], signal)).resolves.toHaveLength(1);
});
