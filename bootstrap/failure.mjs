/** A failure of the set-up that a person can act on: one sentence and its remedy. */
export class SetupFailure extends Error {
  /** @param {string} problem @param {string} remedy @param {number} [exitCode] */
  constructor(problem, remedy, exitCode = 1) {
    super(problem);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
