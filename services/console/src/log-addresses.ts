/** Addresses of consensus-log and of its standbys, which all serve the same log, in the order in which to ask them. */
export class LogAddresses {
  #inOrder: readonly string[];

  /** Several with commas between. */
  constructor(consensusLogUrl: string) {
    this.#inOrder = consensusLogUrl.split(',').map((url) => url.trim());
  }

  get inOrder(): readonly string[] {
    return this.#inOrder;
  }

  /** The next ones are asked before it from now on. */
  wasUnreachable(url: string): void {
    this.#inOrder = [...this.#inOrder.filter((one) => one !== url), url];
  }
}
