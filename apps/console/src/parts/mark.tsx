import {
  IconArrowForwardUp,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockHour4,
  IconInfoCircle,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './mark.module.css';
import type { Tone } from './tone.ts';

const ICONS = {
  ok: IconCircleCheck,
  wait: IconClockHour4,
  bad: IconCircleX,
  info: IconInfoCircle,
  carried: IconArrowForwardUp,
  idle: IconCircleDashed,
} as const satisfies Record<Tone, unknown>;

interface MarkProps {
  tone: Tone;
  children: ReactNode;
  /** On a tint, where it must be seen first. */
  tinted?: boolean;
}

/** A status: icon and words in its colour. What is as it should be is said quietly, so that the rest stands out. */
export function Mark({ tone, children, tinted = false }: MarkProps) {
  const quiet = !tinted && (tone === 'ok' || tone === 'idle');
  const Icon = ICONS[tone];
  return (
    <span className={classes.mark} data-tone={tone} data-tinted={tinted || undefined} data-quiet={quiet || undefined}>
      <Icon size={14} stroke={2} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
