/** A signal with one slot: notifications while nobody waits collapse into one. */
export class Wakeup {
  /** Whether the fullnode pushes: decides between the lively and the safety-net poll. */
  pushed = false;
  pushFailure: unknown = null;
  #pending = false;
  #release: (() => void) | null = null;

  notify(): void {
    this.#pending = true;
    this.#release?.();
  }

  /** Resolves at the next notification, after `timeoutMs`, or when the signal aborts. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const release = () => resolve();
      const timer = setTimeout(release, timeoutMs);
      this.#release = release;
      signal.addEventListener('abort', release, { once: true });
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', release);
      this.#release = null;
    }
    this.#pending = false;
  }
}
