import type { Change } from './change.ts';

/** No request waits longer; the client asks again. */
export const LONG_POLL_MS_MAX = 30_000;
/** Without an announcement the value is looked at again this often: a safety net, not the way it works. */
export const LONG_POLL_LOOK_MS = 5_000;

/**
 * Reads until `done`, the deadline, or the end of client or service, and gives the last value read either way: the
 * caller answers with the present state, and the client sees in it whether what it waited for has come.
 */
export async function longPoll<Value>(options: {
  read: () => Promise<Value>;
  done: (value: Value) => boolean;
  /** Announced by whoever writes what `read` reads. */
  change?: Change;
  /** Aborts when the service stops or the client has gone (`requestSignal`). */
  signal: AbortSignal;
  timeoutMs?: number;
}): Promise<Value> {
  const { read, done, change, signal } = options;
  const deadline = AbortSignal.timeout(Math.min(options.timeoutMs ?? LONG_POLL_MS_MAX, LONG_POLL_MS_MAX));
  const ended = AbortSignal.any([signal, deadline]);
  for (;;) {
    const changed = change?.next();
    const value = await read();
    if (done(value) || ended.aborted) return value;
    await pause(ended, changed);
  }
}

async function pause(ended: AbortSignal, changed: Promise<void> | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, LONG_POLL_LOOK_MS);
  ended.addEventListener('abort', wake, { once: true });
  changed?.then(wake);
  await promise;
  clearTimeout(timer);
  ended.removeEventListener('abort', wake);
}
