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

/** A status: icon and words in its colour; on a tint where it must be seen first. */
export function Mark({ tone, children, tinted = false }: { tone: Tone; children: ReactNode; tinted?: boolean }) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.mark} data-tone={tone} data-tinted={tinted || undefined}>
      <Icon size={14} stroke={2} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
