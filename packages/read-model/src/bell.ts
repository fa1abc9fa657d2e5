/** One slot: a ring between reset and heard is not lost. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  reset(): void {
    this.#rung = false;
  }

  /** Resolves on a ring since the last reset, on the abort or after the time. */
  async heard(signal: AbortSignal, timeoutMs: number): Promise<void> {
    if (this.#rung || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    const timer = setTimeout(stop, timeoutMs);
    this.#wake = stop;
    signal.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      this.#wake = null;
    }
  }
}
