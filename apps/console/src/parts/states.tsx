import { Button, Skeleton } from '@mantine/core';
import { IconInbox, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import classes from './states.module.css';

/** In the shape of what comes, so that nothing jumps. */
export function Loading({ rows = 5, what }: { rows?: number; what: string }) {
  return (
    <div className={classes.loading} role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={14} width={`${92 - ((row * 17) % 38)}%`} radius={3} />
      ))}
    </div>
  );
}

/** Nothing is there, which may be right: says why, and what would bring it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.state}>
      <IconInbox size={22} stroke={1.5} aria-hidden className={classes.icon} />
      <p className={classes.title}>{title}</p>
      {children !== undefined && <p className={classes.text}>{children}</p>}
    </div>
  );
}

/** What could not be read, by whose word, and a way to try again. */
export function Failure({ error, what, again }: { error: Error; what: string; again?: () => void }) {
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className={classes.state} role="alert" data-tone="bad">
      <IconPlugConnectedX size={22} stroke={1.5} aria-hidden className={classes.icon} />
      <p className={classes.title}>Could not read {what}</p>
      <p className={classes.text}>
        {error.message}
        {problem?.detail ? ` (${problem.detail})` : ''}
      </p>
      {problem !== null && (
        <p className={classes.code}>
          {problem.code}
          {problem.status > 0 ? ` · HTTP ${problem.status}` : ''}
        </p>
      )}
      {again !== undefined && (
        <Button size="compact-sm" variant="default" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
