import { Link } from '@tanstack/react-router';
import { counted } from '../../format/quantity.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Since } from '../../parts/since.tsx';
import classes from './overview.module.css';
import { groupWaits, type Judged } from './wait-groups.ts';

const SHOWN_MAX = 12;
/** Whose page says more of a wait. */
const PAGES: Record<string, '/barrier' | '/blobs' | undefined> = { barrier: '/barrier', 'blob-service': '/blobs' };

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
