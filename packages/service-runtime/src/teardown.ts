/** Steps that undo a start, run in the reverse of their order, each even if an earlier one failed. */
export class Teardown {
  readonly #steps: { what: string; run: () => Promise<unknown> }[] = [];
  #running: Promise<void> | undefined;
  #waitingFor: string | undefined;

  add(what: string, run: () => Promise<unknown>): void {
    this.#steps.push({ what, run });
  }

  /** The step that runs now. */
  get waitingFor(): string | undefined {
    return this.#waitingFor;
  }

  /** Idempotent. Rejects with an AggregateError of what failed, after all steps. */
  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    const failures: unknown[] = [];
    for (const { what, run } of this.#steps.toReversed()) {
      this.#waitingFor = what;
      try {
        await run();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#waitingFor = undefined;
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything closed in order');
  }
}
