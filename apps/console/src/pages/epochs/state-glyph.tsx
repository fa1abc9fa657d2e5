import type { FreezeState } from '../../api/freeze.ts';
import type { Tone } from '../../parts/tone.ts';
import classes from './state-glyph.module.css';

export const TONES: Record<FreezeState, Tone> = {
  frozen: 'ok',
  carried: 'carried',
  excluded: 'bad',
  announced: 'info',
  silent: 'idle',
};

/** Each state has its shape: full, arrow, cross, ring, dash. Colour comes second. */
export function StateGlyph({ state }: { state: FreezeState }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width="14"
      height="14"
      className={classes.glyph}
      data-tone={TONES[state]}
      aria-hidden="true"
    >
      {SHAPES[state]}
    </svg>
  );
}

const SHAPES: Record<FreezeState, React.ReactNode> = {
  frozen: <rect x="1.5" y="1.5" width="11" height="11" rx="2.5" className={classes.full} />,
  carried: (
    <>
      <rect x="1.5" y="1.5" width="11" height="11" rx="2.5" className={classes.tint} />
      <path d="M4 7h5.5M7.3 4.5 9.8 7 7.3 9.5" className={classes.line} />
    </>
  ),
  excluded: (
    <>
      <rect x="1.5" y="1.5" width="11" height="11" rx="2.5" className={classes.tint} />
      <path d="m4.5 4.5 5 5m0-5-5 5" className={classes.line} />
    </>
  ),
  announced: <circle cx="7" cy="7" r="4" className={classes.line} />,
  silent: <path d="M4 7h6" className={classes.line} />,
};
