import { Tooltip } from '@mantine/core';
import { formatDate } from '../format/clock.ts';
import { formatDuration } from '../format/duration.ts';
import { useNow } from './now.ts';

/** How long ago, going on; the instant itself to whoever asks. */
export function Since({ at, prefix = '' }: { at: number; prefix?: string }) {
  const now = useNow();
  return (
    <Tooltip label={formatDate(at)}>
      <time className="numeric" dateTime={new Date(at).toISOString()}>
        {prefix}
        {formatDuration(Math.max(0, now - at))}
      </time>
    </Tooltip>
  );
}
