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
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        const release = (): void => {
          clearTimeout(timer);
          resolve();
        };
        this.#release = release;
        signal.addEventListener('abort', release, { once: true });
      });
      this.#release = null;
    }
    this.#pending = false;
  }
}
