import type { Network } from '../../api/network.ts';
import type { Verdict } from './verdict.ts';

export interface Judged {
  validator: Network['validators'][number];
  verdict: Verdict;
}

interface Group {
  service: string;
  for: string;
  tone: Verdict['tone'];
  since: number | null;
  labels: string[];
}

/** Waits for the same of the same service in one line, the longest first. */
export function groupWaits(of: readonly Judged[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { validator, verdict } of of) {
    const { tone, text } = verdict;
    const waits = verdict.waits.length > 0 ? verdict.waits : [{ service: '', for: text, since: null }];
    for (const wait of waits) {
      const key = `${wait.service} ${wait.for} ${tone}`;
      const group = groups.get(key) ?? { ...wait, tone, labels: [] };
      group.labels.push(validator.label);
      if (wait.since !== null) group.since = Math.min(group.since ?? wait.since, wait.since);
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
}
