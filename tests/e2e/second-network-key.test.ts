import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalnetRun, runWithReport } from './report.ts';

/** A key is asked for in epoch 2, a member restarted in 3, a joiner sits in 4; users ask for sessions all the time. */
describe('a second network key in mid-run', () => {
  const dir = temporaryFolder('e2e-second-key');
  const state = join(dir, 'state');
  let run: LocalnetRun;
  const keysOf = (epoch: number, type: string): string[] => {
    const { attestation } = JSON.parse(
      readFileSync(join(state, 'certificates', `epoch-${epoch}.certificate.json`), 'utf8'),
    );
    const items: { key: { type: string; keyId?: string } }[] = attestation.items;
    return items.flatMap(({ key }) => (key.type === type && key.keyId !== undefined ? [key.keyId] : []));
  };
  beforeAll(async () => {
    const events = [
      { epoch: 2, do: 'new-network-key' },
      { epoch: 3, do: 'restart', validator: 'validator-2' },
      { epoch: 4, do: 'join' },
    ];
    const flags = ['--epoch-seconds', '8', '--sessions-per-second', '5', '--dir', state];
    run = await runWithReport(flags, { epochs: 4, events });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('ends well', () => {
    expect(run.exitCode, run.output).toBe(0);
  });

  it('is certified from the next epoch on, by DKG and reconfiguration output', () => {
    expect(keysOf(1, 'network_dkg_output')).toHaveLength(1);
    for (const epoch of [3, 4]) {
      expect(keysOf(epoch, 'network_dkg_output')).toHaveLength(2);
      expect(keysOf(epoch, 'network_reconfiguration_output')).toHaveLength(2);
    }
  });

  it('has everybody attest the same, also who was restarted', () => {
    for (const { attestationDigests, members } of run.report.epochs) {
      expect(Object.keys(attestationDigests).sort()).toEqual([...members].sort());
      expect(new Set(Object.values(attestationDigests)).size).toBe(1);
    }
  });

  it('seats the joiner while sessions are in flight, and completes them all', () => {
    expect(run.report.epochs.map(({ members }) => members.length)).toEqual([4, 4, 4, 5]);
    expect(run.output).toContain('ok: joiners of epoch 4 were frozen and assembled before they sat');
    expect(run.output).toContain('ok: user sessions are all completed');
  });
});
