import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalnetReport } from '@baton/localnet';
import { temporaryFolder } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baton } from './baton.ts';

const VALIDATORS = 4;
const QUORUM = 3;
const EPOCH_SECONDS = '10';
/** At least: an announcement, a ready signal and an end of publishing. */
const MESSAGES_EACH = 3;

/** One network, run twice: three epochs from nothing, then one more from where it stood. */
describe('a localnet of four validators', () => {
  const dir = temporaryFolder('e2e-localnet');
  const state = join(dir, 'state');
  const certificates = join(state, 'certificates');
  const file = (epoch: number, kind: 'certificate' | 'committee') => join(certificates, `epoch-${epoch}.${kind}.json`);
  const run = async (epochs: number, name: string) => {
    const report = join(dir, name);
    const flags = ['--epochs', String(epochs), '--epoch-seconds', EPOCH_SECONDS, '--dir', state, '--report', report];
    const result = await baton(['localnet', ...flags]);
    return { ...result, report: () => JSON.parse(readFileSync(report, 'utf8')) as LocalnetReport };
  };
  let first: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    first = await run(3, 'first.json');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('ends well', () => {
    expect(first.exitCode, `${first.stdout}\n${first.stderr}`).toBe(0);
    expect(first.stderr).toBe('');
  });

  it('freezes all, certifies with all and reads no blob from the chain, in every epoch', () => {
    const { epochs, validators } = first.report();
    expect(validators).toBe(VALIDATORS);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const epoch of epochs) {
      expect(epoch.frozen).toHaveLength(VALIDATORS);
      expect(epoch.excluded).toEqual([]);
      expect(Object.keys(epoch.attestationDigests)).toHaveLength(VALIDATORS);
      expect(new Set(Object.values(epoch.attestationDigests)).size).toBe(1);
      expect(epoch.certificate).toMatchObject({ signers: VALIDATORS, stake: VALIDATORS, quorum: QUORUM });
      expect(epoch.closeRound).toBeGreaterThan(epoch.freezeRound);
      expect(epoch.chainBlobReads).toBe(0);
    }
  });

  it('tells how much was said and how long each part of an epoch took', () => {
    for (const { epoch, commits, messages, durationsMs } of first.report().epochs) {
      expect(first.stdout).toContain(`log of epoch ${epoch} verifies (${commits} commits, ${messages} messages)`);
      expect(messages).toBeGreaterThanOrEqual(MESSAGES_EACH * VALIDATORS);
      expect(durationsMs.freeze).toBeGreaterThan(0);
      expect(durationsMs.close).toBeGreaterThan(durationsMs.freeze);
      expect(durationsMs.turnover).toBeGreaterThanOrEqual(0);
    }
  });

  it('finds its streams sound and its read models equal to a rebuild', () => {
    for (const epoch of [1, 2, 3]) expect(first.stdout).toContain(`ok: log of epoch ${epoch} verifies`);
    for (let index = 0; index < VALIDATORS; index++) {
      expect(first.stdout).toContain(`ok: read models of validator-${index} equal a rebuild from the log`);
    }
  });

  it('leaves certificates that verify offline and chain to the next committee', async () => {
    expect(readdirSync(certificates)).toContain('epoch-3.certificate.json');
    for (const epoch of [1, 2]) {
      const next = ['--next', file(epoch + 1, 'committee')];
      const verified = await baton([
        'cert',
        'verify',
        file(epoch, 'certificate'),
        '--committee',
        file(epoch, 'committee'),
        ...next,
      ]);
      expect(verified.stdout).toMatch(/^valid: epoch \d+, 4 signers/m);
      expect(verified.exitCode).toBe(0);
    }
  });

  it('catches a tampered certificate', async () => {
    const certificate = JSON.parse(readFileSync(file(2, 'certificate'), 'utf8'));
    certificate.attestation.items[0].digest = '00'.repeat(32);
    const tampered = join(dir, 'tampered.json');
    writeFileSync(tampered, JSON.stringify(certificate));
    const verified = await baton(['cert', 'verify', tampered, '--committee', file(2, 'committee')]);
    expect(verified.stdout).toMatch(/^invalid: invalid_signature/m);
    expect(verified.exitCode).toBe(1);
  });

  it('ends with a command that verifies its last certificate', async () => {
    expect(first.stdout).toContain(`\ncertificates: ${certificates}\n`);
    const [, words = ''] = /\nverify one: +npm run -s baton -- (.+)\n/.exec(String(first.stdout)) ?? [];
    const verified = await baton(words.split(' '));
    expect(verified.stdout).toMatch(/^valid: epoch 3, 4 signers/m);
  });

  it('resumes where it stood', async () => {
    const second = await run(1, 'second.json');
    expect(second.exitCode, `${second.stdout}\n${second.stderr}`).toBe(0);
    const [epoch] = second.report().epochs;
    expect(epoch?.epoch).toBe(4);
    expect(epoch?.frozen).toHaveLength(VALIDATORS);
    expect(epoch?.certificate.signers).toBe(VALIDATORS);
  });
});
