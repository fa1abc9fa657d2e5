import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

const prometheus = fileURLToPath(new URL('../../deploy/observability/prometheus/', import.meta.url));
const rules = readdirSync(`${prometheus}rules`).map((file) => `${prometheus}rules/${file}`);
const histories = fileURLToPath(new URL('alert-cases/', import.meta.url));
const cases = readdirSync(histories).map((file) => `${histories}${file}`);

const finder = fileURLToPath(new URL('../../bootstrap/promtool.mjs', import.meta.url));
const { exitCode, stdout, stderr } = await execa(process.execPath, [finder], { reject: false });
const reason = exitCode === 0 ? null : stderr;

/** Prometheus' own judgement, where its tool can be had. */
describe.skipIf(reason !== null)(`promtool${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const promtool = (...args: string[]) => execa(stdout, args, { reject: false, all: true });

  it('takes the configuration', async () => {
    const { exitCode, all } = await promtool('check', 'config', '--syntax-only', `${prometheus}prometheus.yml`);
    expect(exitCode, all).toBe(0);
  });

  it('takes the rules', async () => {
    const { exitCode, all } = await promtool('check', 'rules', '--lint=all', '--lint-fatal', ...rules);
    expect(exitCode, all).toBe(0);
  });

  it('refuses a rule that is none', async () => {
    expect((await promtool('check', 'rules', `${prometheus}prometheus.yml`)).exitCode).not.toBe(0);
  });

  it('sees alerts fire when they should, and stay silent otherwise', async () => {
    const { exitCode, all } = await promtool('test', 'rules', ...cases);
    expect(exitCode, all).toBe(0);
  });
});
