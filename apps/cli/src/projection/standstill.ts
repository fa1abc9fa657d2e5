import { CommandFailure } from '../failure.ts';
import { duration } from '../output/words.ts';

export interface Standstill {
  /** Aborts once nothing has gone on for too long. */
  signal: AbortSignal;
  /** Something has gone on. */
  goesOn(): void;
}

/** Bounds how long `work` may stand still, and not how long it takes. */
export async function unlessStill<T>(standstillMs: number, work: (standstill: Standstill) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort(new CommandFailure(`nothing has gone on for ${duration(standstillMs)}`));
  const timer = setTimeout(stop, standstillMs);
  try {
    return await work({ signal, goesOn: () => timer.refresh() });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
