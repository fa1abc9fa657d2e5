import { setTimeout as delay } from 'node:timers/promises';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import type { Wakeup } from './wakeup.ts';

const RESUBSCRIBE_MS = 2_000;

/**
 * Wakes the watcher at each checkpoint as long as the fullnode offers the stream; without it the watcher polls.
 * Ends when the signal aborts.
 */
export async function followCheckpoints(client: SuiGrpcClient, wakeup: Wakeup, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const stream = client.subscriptionService.subscribeCheckpoints(
        { readMask: { paths: ['sequence_number'] } },
        { abort: signal },
      );
      for await (const _ of stream.responses) {
        wakeup.pushed = true;
        wakeup.notify();
      }
    } catch (error) {
      // The stream is an accelerator: without it the poll goes on, and a new one is tried after a pause.
      wakeup.pushFailure = error;
    }
    wakeup.pushed = false;
    wakeup.notify();
    await delay(RESUBSCRIBE_MS, undefined, { signal }).catch(() => undefined);
  }
}
