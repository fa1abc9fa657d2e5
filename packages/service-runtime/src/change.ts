/** Tells waiters in this process that something may have changed; they look again themselves. */
export class Change {
  #waiting = Promise.withResolvers<void>();

  announce(): void {
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers<void>();
  }

  /** Resolves at the next `announce`. Take it before reading, so that nothing falls between. */
  next(): Promise<void> {
    return this.#waiting.promise;
  }
}
