import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../parts/page.tsx';
import { Loading } from '../parts/states.tsx';
import { useEpoch } from './epoch.ts';
import classes from './epoch-page.module.css';

type EpochPath = '/epochs/$epoch/timeline' | '/epochs/$epoch/freeze' | '/epochs/$epoch/handoff';
const TABS: readonly { to: EpochPath; name: string }[] = [
  { to: '/epochs/$epoch/timeline', name: 'Timeline' },
  { to: '/epochs/$epoch/freeze', name: 'Freeze' },
  { to: '/epochs/$epoch/handoff', name: 'Handoff' },
];

interface EpochPageProps {
  path: EpochPath;
  lead: ReactNode;
  children: (epoch: number, current: boolean) => ReactNode;
}

/** A page about one epoch, beside its two others and the epochs before and after. */
export function EpochPage({ path, lead, children }: EpochPageProps) {
  const { epoch, newest } = useEpoch();
  const name = TABS.find(({ to }) => to === path)?.name ?? '';
  if (epoch === null) {
    return (
      <Page title={name} lead={lead}>
        <Loading what="the epoch" />
      </Page>
    );
  }
  return (
    <Page title={`${name} of epoch ${epoch}`} lead={lead} actions={<Steps path={path} epoch={epoch} newest={newest} />}>
      <nav className={classes.tabs} aria-label={`Pages of epoch ${epoch}`}>
        {TABS.map((tab) => (
          <Link
            key={tab.to}
            to={tab.to}
            params={(now) => ({ epoch: now.epoch ?? String(epoch) })}
            className={classes.tab}
            activeOptions={{ includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {tab.name}
          </Link>
        ))}
      </nav>
      {children(epoch, newest === null || epoch >= newest)}
    </Page>
  );
}

function Steps({ path, epoch, newest }: { path: EpochPath; epoch: number; newest: number | null }) {
  return (
    <div className={classes.steps}>
      <Step to={path} epoch={epoch - 1} name="The epoch before" possible={epoch > 0}>
        <IconChevronLeft size={16} aria-hidden />
      </Step>
      <span className={classes.number}>epoch {epoch}</span>
      <Step to={path} epoch={epoch + 1} name="The epoch after" possible={newest === null || epoch < newest}>
        <IconChevronRight size={16} aria-hidden />
      </Step>
      {newest !== null && epoch < newest && (
        <Link to={path} params={{ epoch: 'current' }} className={classes.current}>
          current ({newest})
        </Link>
      )}
    </div>
  );
}

function Step({
  to,
  epoch,
  name,
  possible,
  children,
}: {
  to: EpochPath;
  epoch: number;
  name: string;
  possible: boolean;
  children: ReactNode;
}) {
  if (!possible) {
    return (
      <ActionIcon variant="default" size={30} disabled aria-label={`${name}: none`}>
        {children}
      </ActionIcon>
    );
  }
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={`${name}: ${epoch}`}
      renderRoot={(props) => <Link {...props} to={to} params={{ epoch: String(epoch) }} />}
    >
      {children}
    </ActionIcon>
  );
}
