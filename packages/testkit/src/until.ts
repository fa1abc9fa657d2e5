const POLL_MS = 20;
const SLOWEST_POLL_MS = 250;
const TIMEOUT_MS = 30_000;

export interface UntilOptions {
  /** Names the condition in the error. */
  what: string;
  timeoutMs?: number;
  /** The longest pause between two probes; 250 ms if not given. */
  slowestPollMs?: number;
  signal?: AbortSignal;
  /** Ends the wait with its rejection. */
  fails?: Promise<never>;
}

export class WaitTimeout extends Error {
  override name = 'WaitTimeout';
}

/**
 * Waits on a condition: resolves with the first value of `probe` that is neither false, null nor undefined. A probe that
 * throws counts as not yet; its last error is the cause of the time-out.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  options: UntilOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + (options.timeoutMs ?? TIMEOUT_MS);
  const failure: { error?: unknown } = {};
  options.fails?.catch((error: unknown) => {
    failure.error = error ?? new Error(`waiting for ${options.what} failed`);
  });
  let lastError: unknown;
  let pause = POLL_MS;
  for (;;) {
    options.signal?.throwIfAborted();
    if (failure.error !== undefined) throw failure.error;
    try {
      const value = await probe();
      if (value !== false && value !== null && value !== undefined) return value as NonNullable<Exclude<T, false>>;
    } catch (error) {
      lastError = error;
    }
    if (failure.error !== undefined) throw failure.error;
    if (Date.now() >= deadline) throw new WaitTimeout(`waited too long for ${options.what}`, { cause: lastError });
    await new Promise<void>((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.5, options.slowestPollMs ?? SLOWEST_POLL_MS);
  }
}
