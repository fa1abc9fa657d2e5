import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@baton/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baton } from '../e2e/baton.ts';
import { type RunningConsole, startConsole } from './harness.ts';

interface Certificate {
  attestation: { items: { digest: string }[] };
  signatures: { signer: string; signature: string }[];
}

/** One bit of one digest: nobody signed that. */
function tampered(certificate: Certificate): Certificate {
  const copy = structuredClone(certificate);
  const item = copy.attestation.items.at(-1);
  if (item === undefined) throw new Error('the certificate has no items');
  item.digest = (item.digest.startsWith('0') ? '1' : '0') + item.digest.slice(1);
  return copy;
}

describe('a certificate in the visitor’s own browser', () => {
  let running: RunningConsole;
  let epoch: number;
  let certificate: Certificate;
  let committee: unknown;
  let next: unknown;
  // The console shows the validators of the present epoch; the oldest member of the one before has left.
  const label = () => running.history.members[epoch + 1]?.[0]?.label;
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(new URL(`api/validators/${label()}/${path}`, running.url));
    expect(answer.status, path).toBe(200);
    return answer.json();
  };
  beforeAll(async () => {
    running = await startConsole();
    epoch = running.history.lastCompleteEpoch;
    certificate = (await ask(`v1/handoff/epochs/${epoch}/certificate`)) as Certificate;
    committee = await ask(`v1/chain/epochs/${epoch}/committee`);
    next = await ask(`v1/chain/epochs/${epoch + 1}/committee`);
  });
  afterAll(() => running?.close());

  const checks = (page: Page) => page.getByRole('list', { name: 'What was checked' }).getByRole('listitem');

  it('is verified on the page of its handoff, each check with what it found', async () => {
    const { page, errors } = await running.open(`epochs/${epoch}/handoff`);
    await page.getByText('Valid certificate').waitFor();
    const found = await checks(page).allInnerTexts();
    expect(found).toHaveLength(3 + certificate.signatures.length + 1);
    expect(found[1]).toContain(`certificate of epoch ${epoch}, expected ${epoch}`);
    expect(found[2]).toContain('names the 32 members given');
    expect(found.at(-1)).toMatch(/stake \d+ of \d+ needed/);
    expect(await page.getByText(running.history.attestationDigests[epoch]!.slice(0, 6)).count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it('that a node has tampered with is refused, with the reason', async () => {
    const { page } = await running.open('verify');
    await page.route('**/certificate', (route) => route.fulfill({ json: tampered(certificate) }));
    await page.goto(new URL(`epochs/${epoch}/handoff`, running.url).href);
    await page.getByText('Refused: invalid signature').waitFor();
    expect(await checks(page).allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('the signature is not of this attestation')]),
    );
    await running.picture(page, 'handoff-refused');
  });

  it('is verified from files, and nothing is sent anywhere meanwhile', async () => {
    const { page } = await running.open('verify');
    await page.getByText('Waits for a certificate').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && asked.push(request.url()));
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await choosing).setFiles([
      fileOf('next.json', next),
      fileOf('certificate.json', certificate),
      fileOf('committee.json', committee),
    ]);
    await page.getByText('Valid certificate').waitFor();
    expect(await checks(page).allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('names the 32 members given')]),
    );
    expect(asked).toEqual([]);
    await running.picture(page, 'verify-valid');
  });

  it('that was tampered with is refused when it is pasted; so is its absence of stake', async () => {
    const { page } = await running.open('verify');
    const paste = async (value: unknown) => {
      await page.getByLabel('Or paste').fill(JSON.stringify(value, null, 2));
      await page.getByRole('button', { name: 'Add', exact: true }).click();
    };
    await paste(tampered(certificate));
    await page.getByText('Waits for the committee that signed it').waitFor();
    await paste(committee);
    await page.getByText('Refused: invalid signature').waitFor();
    await running.picture(page, 'verify-refused');
    await paste({ ...certificate, signatures: certificate.signatures.slice(0, 5) });
    await page.getByText('Refused: insufficient stake').waitFor();
    await paste({ nothing: 'of the kind' });
    await page.getByText('neither a certificate nor a committee').first().waitFor();
  });

  it('comes with its committees as files that the command line verifies, and refuses once tampered with', async () => {
    const folder = temporaryFolder('downloads');
    const { page } = await running.open(`epochs/${epoch}/handoff`);
    await page.getByText('Valid certificate').waitFor();
    const downloaded = async (button: string) => {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: button, exact: true }).click();
      const file = join(folder, (await coming).suggestedFilename());
      await (await coming).saveAs(file);
      return file;
    };
    const file = await downloaded('Certificate');
    const against = ['--committee', await downloaded('Committee'), '--next', await downloaded('Next committee')];
    const valid = await baton(['cert', 'verify', file, ...against]);
    expect([valid.exitCode, valid.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^valid: epoch ${epoch}`, 'm')),
    ]);
    writeFileSync(file, JSON.stringify(tampered(certificate)));
    const refused = await baton(['cert', 'verify', file, ...against]);
    expect([refused.exitCode, refused.stdout]).toEqual([1, expect.stringMatching(/^invalid: invalid_signature: ./m)]);
    rmSync(folder, { recursive: true });
  });
});

function fileOf(name: string, value: unknown) {
  return { name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) };
}
