import type { Epoch } from '@baton/protocol';
import { isDatabaseOutage } from '@baton/read-model';
import type { Change } from '@baton/service-runtime';
import { ChainError, type ChainView } from '@baton/sui-client';
import { type Logger, react, type Telemetry, type TraceHeaders } from '@baton/telemetry';
import type { AssemblyStep } from './assembly-step.ts';
import type { ChainKeyOutputs } from './chain-outputs.ts';
import type { ChainWatch } from './chain-watch.ts';
import type { DueTime } from './due-time.ts';
import type { EndOfPublishMonitor } from './end-of-publish-monitor.ts';
import type { EpochSwitch } from './epoch-switch.ts';

interface SyncLoop {
  reads: () => Promise<void>;
  turns: AsyncIterable<readonly TraceHeaders[]>;
  watch: ChainWatch;
  assembly: AssemblyStep;
  outputs: ChainKeyOutputs;
  overlay: (epoch: Epoch) => Promise<void>;
  checkpointLag: (view: ChainView) => Promise<void>;
  endOfPublish: EndOfPublishMonitor;
  epochSwitch: EpochSwitch | null;
  dueTime: DueTime;
  change: Change;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

/** One turn after each change of the chain, the freeze, the votes or the blobs. Outages end a turn, not the loop. */
export async function syncLoop({ turns, watch, telemetry, logger, signal, change, ...steps }: SyncLoop): Promise<void> {
  for await (const causes of turns) {
    const { view } = watch;
    if (view === null) continue;
    try {
      await react(telemetry, causes, async () => {
        await steps.checkpointLag(view);
        if (steps.epochSwitch) steps.dueTime.set(await steps.epochSwitch.run(view, signal));
        steps.endOfPublish.run(view);
        await steps.assembly.run(view, signal);
        await steps.outputs.run(view, signal);
        await steps.reads();
        await steps.overlay(view.epoch);
      });
      change.announce();
    } catch (error) {
      if (signal.aborted) return;
      if (!isDatabaseOutage(error) && !(error instanceof ChainError && error.retryable)) throw error;
      logger.debug({ err: error }, 'a turn ended early; the next one goes on');
    }
  }
}
