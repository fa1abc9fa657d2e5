import type { QueryClient } from '@tanstack/react-query';
import { epochOf, streamUrl } from './changes.ts';
import { invalidateChanged } from './read.ts';
import { type StreamName, Streams } from './streams.ts';

/** A burst of events is one reading; commits come ten times a second. */
const SETTLE_MS = 800;

/** Streams whose events make stale what was read from the same place. */
export function liveStreams(client: QueryClient): Streams {
  const due = new Map<string, ReturnType<typeof setTimeout>>();
  const streams: Streams = new Streams(streamUrl, (name, _event, data) => {
    const epoch = epochOf(data);
    const key = `${name} ${epoch}`;
    if (due.has(key)) return;
    const read = () => {
      due.delete(key);
      void invalidateChanged(client, name as StreamName, epoch);
    };
    due.set(key, setTimeout(read, SETTLE_MS));
  });
  return streams;
}
