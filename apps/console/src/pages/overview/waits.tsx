import { Link } from '@tanstack/react-router';
import type { Network } from '../../api/network.ts';
import { counted } from '../../format/quantity.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Since } from '../../parts/since.tsx';
import classes from './overview.module.css';
import type { Verdict } from './verdict.ts';

const SHOWN_MAX = 12;
/** Whose page says more of a wait. */
const PAGES: Record<string, '/barrier' | '/blobs' | undefined> = { barrier: '/barrier', 'blob-service': '/blobs' };

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

/** What waits for what since when: what an operator reads before anything else. */
export function Waits({ of }: { of: readonly Judged[] }) {
  const groups = groupWaits(of);
  return (
    <Panel title="What waits" note="longest first" flush>
      <ul className={classes.waits}>
        {groups.slice(0, SHOWN_MAX).map(({ labels, service, tone, since, ...wait }) => (
          <li key={`${service} ${wait.for} ${tone}`}>
            <span className={classes.name}>
              {labels.length === 1 ? labels[0] : counted(labels.length, 'validator')}
              {labels.length > 1 && <span className={classes.labels}>{labels.join(', ')}</span>}
            </span>
            <span className={classes.for}>
              <Mark tone={tone}>{service === '' ? wait.for : `${service} waits for ${wait.for}`}</Mark>
            </span>
            <span className="numeric soft">{since === null ? '' : <Since at={since} prefix="for " />}</span>
            <span>
              {PAGES[service] && (
                <Link to={PAGES[service]} search={{ via: labels[0] }}>
                  Look
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
      {groups.length > SHOWN_MAX && <p className={classes.more}>and {groups.length - SHOWN_MAX} more</p>}
    </Panel>
  );
}
