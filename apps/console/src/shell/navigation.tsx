import {
  IconActivityHeartbeat,
  IconBarrierBlock,
  IconBox,
  IconCertificate,
  IconHistory,
  IconLayoutDashboard,
  IconLayoutGrid,
  IconList,
  IconSnowflake,
  IconTimeline,
} from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import classes from './navigation.module.css';

type Icon = ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>;

function Entry({
  to,
  params,
  icon: Glyph,
  children,
  exact = false,
}: {
  to: string;
  params?: Record<string, string>;
  icon: Icon;
  children: string;
  exact?: boolean;
}) {
  return (
    <li>
      <Link
        to={to}
        {...(params === undefined ? {} : { params })}
        className={classes.entry}
        activeOptions={{ exact, includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
      >
        <Glyph size={16} stroke={1.75} aria-hidden />
        {children}
      </Link>
    </li>
  );
}

/** All pages; those of an epoch keep to the one being looked at. */
export function Navigation() {
  const { epoch = 'current' } = useParams({ strict: false });
  const params = { epoch };
  const of = epoch === 'current' ? 'Current epoch' : `Epoch ${epoch}`;
  return (
    <nav aria-label="Pages" className={classes.navigation}>
      <ul>
        <Entry to="/" icon={IconLayoutDashboard} exact>
          Overview
        </Entry>
        <Entry to="/epochs" icon={IconLayoutGrid} exact>
          Epochs
        </Entry>
      </ul>
      <h2 className={classes.group}>{of}</h2>
      <ul>
        <Entry to="/epochs/$epoch/timeline" params={params} icon={IconTimeline}>
          Timeline
        </Entry>
        <Entry to="/epochs/$epoch/freeze" params={params} icon={IconSnowflake}>
          Freeze
        </Entry>
        <Entry to="/epochs/$epoch/handoff" params={params} icon={IconHistory}>
          Handoff
        </Entry>
      </ul>
      <h2 className={classes.group}>Validators</h2>
      <ul>
        <Entry to="/barrier" icon={IconBarrierBlock}>
          Barrier
        </Entry>
        <Entry to="/blobs" icon={IconBox}>
          Blobs
        </Entry>
        <Entry to="/performance" icon={IconActivityHeartbeat}>
          Performance
        </Entry>
      </ul>
      <h2 className={classes.group}>Evidence</h2>
      <ul>
        <Entry to="/log" icon={IconList}>
          Log
        </Entry>
        <Entry to="/verify" icon={IconCertificate}>
          Verify a certificate
        </Entry>
      </ul>
    </nav>
  );
}
