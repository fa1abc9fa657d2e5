import { IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import type { Message } from '../../api/log.ts';
import { formatClock } from '../../format/clock.ts';
import { formatBytes, formatCount } from '../../format/quantity.ts';
import { capital, words } from '../../format/words.ts';
import { Authority } from '../../parts/authority.tsx';
import { Mark } from '../../parts/mark.tsx';
import table from '../../parts/table.module.css';
import classes from './log.module.css';
import { TraceLink } from './trace-link.tsx';

interface MessageRowProps {
  message: Message;
  open: boolean;
  onToggle: () => void;
}

/** The author of records that the log itself writes. */
const NOBODY = /^0*$/;

export const MessageRow = memo(({ message, open, onToggle }: MessageRowProps) => {
  const { sequence, round, timestampMs, kind, author, bytes, traceId, dropped } = message;
  const what = kind === null ? 'Unreadable' : capital(words(kind));
  return (
    <tr className={table.pressable} onClick={onToggle} data-open={open || undefined}>
      <td className={table.number}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-label={`Message ${sequence}, ${what}: ${open ? 'hide' : 'show'} its body`}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <IconChevronRight size={13} aria-hidden className={classes.chevron} />
          {formatCount(sequence)}
        </button>
      </td>
      <td className={table.number}>{formatCount(round)}</td>
      <td className="numeric soft">{formatClock(timestampMs, true)}</td>
      <td>
        {what} {dropped !== null && <Mark tone="bad">{`dropped: ${dropped}`}</Mark>}
      </td>
      <td>
        {author === null || NOBODY.test(author) ? <span className="faint">the log</span> : <Authority name={author} />}
      </td>
      <td className={`${table.number} soft`}>{formatBytes(bytes)}</td>
      <td>
        <TraceLink traceId={traceId} />
      </td>
    </tr>
  );
});
