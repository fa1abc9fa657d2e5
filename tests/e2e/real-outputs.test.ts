import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b256, type CertifiedHandoffAttestation } from '@baton/protocol';
import { temporaryFolder } from '@baton/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { baton, checkout } from './baton.ts';

const fixtures = join(checkout, '..', 'shared', 'fixtures', 'ika');
const runs = [
  { dkg: 'dkg_anchor_aggregated.bcs', reconfiguration: 'reconfiguration_output_aggregated.bcs' },
  { dkg: 'dkg_output_core.bcs', reconfiguration: 'reconfiguration_output_aggregated.bcs' },
];

/** Outputs of a real MPC run; not part of the checkout, so a lone clone cannot show this. */
describe.skipIf(!existsSync(fixtures))(
  `real outputs${existsSync(fixtures) ? '' : ' (skipped: no ../shared/fixtures/ika)'}`,
  () => {
    const dir = temporaryFolder('e2e-outputs');
    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    it.each(runs)('are certified by their Blake2b-256: $dkg', async ({ dkg, reconfiguration }) => {
      const [dkgFile, reconfigurationFile] = [join(fixtures, dkg), join(fixtures, reconfiguration)];
      const state = join(dir, dkg);
      const outputs = ['--network-key-output', dkgFile, '--reconfiguration-output', reconfigurationFile];
      const result = await baton(['localnet', '--epochs', '2', '--epoch-seconds', '6', '--dir', state, ...outputs]);
      expect(result.exitCode, `${result.stdout}\n${result.stderr}`).toBe(0);
      const itemsOf = (epoch: number) => {
        const text = readFileSync(join(state, 'certificates', `epoch-${epoch}.certificate.json`), 'utf8');
        const { attestation } = JSON.parse(text) as CertifiedHandoffAttestation;
        return Object.fromEntries(attestation.items.map(({ key, digest }) => [key.type, digest]));
      };
      const dkgDigest = blake2b256(readFileSync(dkgFile));
      expect(itemsOf(1)).toMatchObject({ network_dkg_output: dkgDigest });
      expect(itemsOf(2)).toMatchObject({
        network_dkg_output: dkgDigest,
        network_reconfiguration_output: blake2b256(readFileSync(reconfigurationFile)),
      });
    });
  },
);
