import { Link } from '@tanstack/react-router';
import { ChainEpochSchema } from '../../api/chain.ts';
import { useConsole } from '../../api/context.ts';
import { FreezeSchema } from '../../api/freeze.ts';
import { HandoffSchema } from '../../api/handoff.ts';
import { useHead } from '../../api/head.ts';
import { useVia } from '../../api/read.ts';
import { formatDuration } from '../../format/duration.ts';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/panel.tsx';
import classes from './epoch-progress.module.css';
import { milestonesOf } from './milestones.ts';

/** The epoch under way: its milestones, and the time it has. */
export function EpochProgress() {
  const { via } = useConsole();
  const { head } = useHead();
  const epoch = head?.epoch ?? 0;
  const enabled = head !== null;
  const chain = useVia(`v1/chain/epochs/${epoch}`, ChainEpochSchema, { enabled });
  const freeze = useVia(`v1/freeze/epochs/${epoch}`, FreezeSchema, { enabled });
  const handoff = useVia(`v1/handoff/epochs/${epoch}`, HandoffSchema, { enabled });
  const milestones = milestonesOf({ chain: chain.data, freeze: freeze.data, handoff: handoff.data });
  const title = head === null ? 'Epoch' : `Epoch ${epoch}`;
  return (
    <Panel
      title={title}
      note={
        chain.data ? (
          <Clock startMs={chain.data.epochStartMs} durationMs={chain.data.epochDurationMs} />
        ) : (
          `as ${via} reads it`
        )
      }
      actions={
        head !== null && (
          <Link to="/epochs/$epoch/timeline" params={{ epoch: 'current' }}>
            Timeline
          </Link>
        )
      }
    >
      <ol className={classes.steps} aria-label="Milestones of the epoch">
        {milestones.map(({ name, state, detail }) => (
          <li
            key={name}
            className={classes.step}
            data-state={state}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className={classes.pin} aria-hidden />
            <span className={classes.name}>
              {name}
              <span className={classes.spoken}>
                {{ done: ', done', now: ', under way', later: ', to come' }[state]}
              </span>
            </span>
            <span className={classes.detail}>{detail}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Clock({ startMs, durationMs }: { startMs: number; durationMs: number }) {
  const passed = useNow() - startMs;
  const left = durationMs - passed;
  return (
    <span className="numeric">
      {formatDuration(passed)} of {formatDuration(durationMs)}
      {left > 0 ? `, ${formatDuration(left)} left` : ', due to end'}
    </span>
  );
}
