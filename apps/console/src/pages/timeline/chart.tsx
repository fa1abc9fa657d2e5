import { useElementSize } from '@mantine/hooks';
import { scaleLinear } from 'd3-scale';
import { formatClock } from '../../format/clock.ts';
import { formatDuration } from '../../format/duration.ts';
import classes from './chart.module.css';
import { durationTicks } from './ticks.ts';
import type { Lane, Moment } from './timeline.ts';

const LANE = 30;
const AXIS = 26;
const LEFT = 118;
const RIGHT = 18;
const TICKS_EACH = 90;

interface ChartProps {
  lanes: readonly Lane[];
  from: number;
  to: number;
  /** Consensus time now, where the epoch is under way. */
  now: number | null;
}

/** Lanes over consensus time. The list beside it says the same in words. */
export function TimelineChart({ lanes, from, to, now }: ChartProps) {
  const { ref, width } = useElementSize();
  const height = AXIS + lanes.length * LANE + 6;
  const x = scaleLinear([from, to], [LEFT + 8, Math.max(width - RIGHT, LEFT + 60)]);
  const ticks = durationTicks(to - from, Math.max(2, Math.floor((width - LEFT) / TICKS_EACH)));
  return (
    <div ref={ref} className={classes.chart}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label="Timeline of the epoch over consensus time">
          {ticks.map((passed) => (
            <g key={passed} transform={`translate(${x(from + passed)} 0)`} className={classes.tick}>
              <line y1={AXIS - 5} y2={height} />
              <text y={14} textAnchor="middle">
                {passed === 0 ? formatClock(from) : `+${formatDuration(passed)}`}
              </text>
            </g>
          ))}
          {lanes.map((lane, index) => (
            <g key={lane.name} transform={`translate(0 ${AXIS + index * LANE})`}>
              <line x1={0} x2={width} className={classes.rule} />
              <text
                x={14}
                y={LANE / 2}
                dy="0.35em"
                className={lane.moments.length === 0 ? classes.quiet : classes.lane}
              >
                {lane.name}
              </text>
              <Span lane={lane} x={x} />
              {lane.moments.map((moment, place) => (
                <Mark key={place} moment={moment} x={x(moment.at)} />
              ))}
            </g>
          ))}
          {now !== null && (
            <g transform={`translate(${x(Math.min(now, to))} 0)`} className={classes.now}>
              <line y1={AXIS - 6} y2={height} />
            </g>
          )}
        </svg>
      )}
    </div>
  );
}

/** From the first moment of a lane to its last. */
function Span({ lane, x }: { lane: Lane; x: (at: number) => number }) {
  const times = lane.moments.map(({ at }) => at);
  if (times.length < 2) return null;
  return (
    <line x1={x(Math.min(...times))} x2={x(Math.max(...times))} y1={LANE / 2} y2={LANE / 2} className={classes.span} />
  );
}

/** A member's moment is a stroke, a milestone a diamond. */
function Mark({ moment, x }: { moment: Moment; x: number }) {
  const middle = LANE / 2;
  return (
    <g transform={`translate(${x} ${middle})`} data-tone={moment.tone} className={classes[moment.kind]}>
      <title>{`${moment.text}, ${formatClock(moment.at, true)}`}</title>
      {moment.kind === 'member' ? <line y1={-6} y2={6} /> : <path d="M0-7 7 0 0 7-7 0Z" />}
    </g>
  );
}
