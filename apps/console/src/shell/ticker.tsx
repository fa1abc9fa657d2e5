import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useConsole } from '../api/context.ts';
import { useHead } from '../api/head.ts';
import { formatClock } from '../format/clock.ts';
import { formatCount } from '../format/quantity.ts';
import classes from './ticker.module.css';

const HOW = {
  live: { tone: 'ok', text: 'Live', why: 'Changes come as they happen' },
  connecting: { tone: 'wait', text: 'Connecting', why: 'Waiting for the stream of changes' },
  polling: { tone: 'wait', text: 'Polling', why: 'No stream of changes at the moment: asked every few seconds' },
} as const;

/** Where the log is, and whether this page follows it by events or by asking. */
export function Ticker() {
  const { streams } = useConsole();
  const { head, failed } = useHead();
  const { tone, text, why } = HOW[useSyncExternalStore(streams.watch, () => streams.overall)];
  return (
    <div className={classes.ticker}>
      <Tooltip label={why}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip is for the keyboard too */}
        <span className={classes.how} data-tone={tone} tabIndex={0}>
          <span className={classes.dot} aria-hidden />
          {text}
        </span>
      </Tooltip>
      {head !== null ? (
        <span className={classes.head}>
          <span>
            epoch <b>{head.epoch}</b>
          </span>
          <span className={classes.round}>
            round <b>{formatCount(head.round)}</b>
          </span>
          <span className={classes.time}>{formatClock(head.timestampMs)}</span>
        </span>
      ) : (
        <span className={classes.head}>{failed === null ? '' : 'the log does not answer'}</span>
      )}
    </div>
  );
}
