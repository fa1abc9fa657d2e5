import { isDatabaseOutage } from '@baton/read-model';
import { ChainError, type ChainView } from '@baton/sui-client';
import { type Logger, react, type Telemetry, type TraceHeaders } from '@baton/telemetry';
import type { ChainWatch } from './chain-watch.ts';

export interface SyncLoop {
  turns: AsyncIterable<readonly TraceHeaders[]>;
  watch: Pick<ChainWatch, 'view'>;
  /** What is done with the newest view, from the first one on. */
  turn: (view: ChainView) => Promise<void>;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

/** One turn after each change of what it depends on. Outages end a turn, not the loop. */
export async function syncLoop({ turns, watch, turn, telemetry, logger, signal }: SyncLoop): Promise<void> {
  for await (const causes of turns) {
    const { view } = watch;
    if (view === null) continue;
    try {
      await react(telemetry, causes, () => turn(view));
    } catch (error) {
      if (signal.aborted) return;
      if (!isDatabaseOutage(error) && !(error instanceof ChainError && error.retryable)) throw error;
      logger.debug({ err: error }, 'a turn ended early; the next one goes on');
    }
  }
}
