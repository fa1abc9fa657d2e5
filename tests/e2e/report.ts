import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalnetReport } from '@baton/localnet';
import { baton } from './baton.ts';

export interface LocalnetRun {
  exitCode: number | undefined;
  output: string;
  durationMs: number;
  report: LocalnetReport;
}

/** Runs a localnet in a folder of its own, which is gone afterwards, and reads its report. */
export async function runWithReport(args: readonly string[], script?: unknown): Promise<LocalnetRun> {
  const dir = mkdtempSync(join(tmpdir(), 'baton-e2e-'));
  const file = join(dir, 'report.json');
  const churn = join(dir, 'churn.json');
  if (script !== undefined) writeFileSync(churn, JSON.stringify(script));
  const since = performance.now();
  const flags = [...args, ...(script === undefined ? [] : ['--churn', churn]), '--report', file];
  const { exitCode, stdout, stderr } = await baton(['localnet', ...flags]);
  const durationMs = performance.now() - since;
  const output = `${stdout}\n${stderr}`;
  // Nothing may be asserted of a run that failed: checks over its epochs would hold of none.
  if (exitCode !== 0) throw new Error(`the localnet ended with ${exitCode}:\n${output}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as LocalnetReport;
  rmSync(dir, { recursive: true, force: true });
  return { exitCode, output, durationMs, report };
}
