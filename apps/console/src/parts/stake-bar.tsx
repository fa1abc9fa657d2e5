import { formatCount } from '../format/quantity.ts';
import classes from './stake-bar.module.css';
import type { Tone } from './tone.ts';

interface StakeBarProps {
  stake: number;
  quorum: number;
  total: number;
  /** What the stake stands for: `signatures over the attestation`. */
  what: string;
  tone?: Tone;
  /** Without the line of figures below. */
  slim?: boolean;
}

/** Stake against the quorum that it needs, within all there is. */
export function StakeBar({ stake, quorum, total, what, tone, slim = false }: StakeBarProps) {
  const whole = Math.max(total, quorum, stake, 1);
  const share = (of: number) => `${Math.min(100, (100 * of) / whole)}%`;
  const reached = quorum > 0 && stake >= quorum;
  const said = `${what}: stake ${stake} of ${total}, quorum ${quorum} ${reached ? 'reached' : 'not reached'}`;
  return (
    <div className={classes.bar} data-tone={tone ?? (reached ? 'ok' : 'wait')} data-slim={slim || undefined}>
      <div className={classes.track} role="img" aria-label={said}>
        <div className={classes.fill} style={{ width: share(stake) }} />
        <div className={classes.quorum} style={{ left: share(quorum) }} />
      </div>
      {!slim && (
        <div className={classes.figures} aria-hidden>
          <span>
            <b>{formatCount(stake)}</b> of {formatCount(total)} stake
          </span>
          <span>
            quorum {formatCount(quorum)} {reached ? 'reached' : 'not reached'}
          </span>
        </div>
      )}
    </div>
  );
}
