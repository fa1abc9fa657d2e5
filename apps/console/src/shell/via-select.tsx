import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useConsole } from '../api/context.ts';
import classes from './via-select.module.css';

const SEARCHED_FROM = 9;

/** Each validator folds the log for itself: pages that show a fold say whose. */
export function ViaSelect() {
  const { network, via } = useConsole();
  const navigate = useNavigate();
  if (network.validators.length < 2) return null;
  return (
    <Select
      className={classes.select ?? ''}
      aria-label="As seen by"
      leftSection={<span className={classes.prefix}>as seen by</span>}
      leftSectionWidth="var(--prefix)"
      leftSectionPointerEvents="none"
      data={network.validators.map(({ label }) => label)}
      value={via}
      searchable={network.validators.length >= SEARCHED_FROM}
      onChange={(chosen) => chosen !== null && void navigate({ to: '.', search: (now) => ({ ...now, via: chosen }) })}
    />
  );
}
