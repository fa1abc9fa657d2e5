import { columns } from '../output/columns.ts';
import { paint, type Tone } from '../output/paint.ts';
import { counted } from '../output/words.ts';
import type { Finding, Verdict } from './finding.ts';

const TONES: Readonly<Record<Verdict, Tone>> = { ok: 'good', warn: 'warning', fail: 'bad', skipped: 'quiet' };

export interface Diagnosis {
  ok: boolean;
  findings: Finding[];
}

/** Warnings are good enough unless the command is strict. */
export function diagnose(findings: Finding[], strict: boolean): Diagnosis {
  const bad: readonly Verdict[] = strict ? ['fail', 'warn'] : ['fail'];
  return { ok: !findings.some(({ verdict }) => bad.includes(verdict)), findings };
}

/** Each check on a line, what to do below it, and the sum at the end. */
export function findingLines({ ok, findings }: Diagnosis): string[] {
  const rows = findings.map(({ check, subject, verdict, detail }) => [
    paint(TONES[verdict], verdict),
    check,
    subject,
    detail,
  ]);
  const lines = columns(rows).flatMap((line, index) => {
    const remedy = findings[index]?.remedy;
    return remedy === null || remedy === undefined ? [line] : [line, paint('quiet', `         → ${remedy}`)];
  });
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const sum = `${count('ok')} ok, ${counted(count('warn'), 'warning')}, ${count('fail')} failed, ${count('skipped')} not looked at`;
  return [...lines, '', paint(ok ? 'good' : 'bad', sum)];
}
