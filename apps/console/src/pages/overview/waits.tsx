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

/** Every wait in one list, the longest first: what an operator reads before anything else. */
export function Waits({ of }: { of: readonly Judged[] }) {
  const waits = of
    .flatMap(({ validator, verdict }) => {
      const { tone, text } = verdict;
      if (verdict.waits.length === 0) return [{ label: validator.label, tone, service: '', for: text, since: null }];
      return verdict.waits.map((wait) => ({ label: validator.label, tone, ...wait }));
    })
    .sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
  const shown = waits.slice(0, SHOWN_MAX);
  return (
    <Panel title="What waits" note={`${counted(waits.length, 'wait')}, longest first`} flush>
      <ul className={classes.waits}>
        {shown.map(({ label, service, tone, since, ...wait }) => (
          <li key={`${label} ${service}`}>
            <span className={classes.name}>{label}</span>
            <span className="soft">
              {PAGES[service] ? (
                <Link to={PAGES[service]} search={{ via: label }}>
                  {service}
                </Link>
              ) : (
                service
              )}
            </span>
            <span className={classes.for}>
              <Mark tone={tone}>{service === '' ? wait.for : `waits for ${wait.for}`}</Mark>
            </span>
            <span className="numeric soft">{since === null ? '' : <Since at={since} prefix="for " />}</span>
          </li>
        ))}
      </ul>
      {waits.length > shown.length && (
        <p className="faint" style={{ padding: '8px 14px' }}>
          and {waits.length - shown.length} more
        </p>
      )}
    </Panel>
  );
}
