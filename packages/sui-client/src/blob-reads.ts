/** Ways to read blob bytes from the chain. In protocol version 4 none of them may ever be used. */
export const CHAIN_BLOB_METHODS = [
  'validator_mpc_data',
  'network_key_dkg_output',
  'network_key_reconfiguration_output',
] as const;
export type ChainBlobMethod = (typeof CHAIN_BLOB_METHODS)[number];

/** Counts blob reads by method; the counts are the evidence that bytes stay off the chain. */
export class ChainBlobReadCounter {
  readonly #counts = new Map<ChainBlobMethod, number>(CHAIN_BLOB_METHODS.map((method) => [method, 0]));

  increment(method: ChainBlobMethod): void {
    this.#counts.set(method, (this.#counts.get(method) ?? 0) + 1);
  }

  counts(): Record<ChainBlobMethod, number> {
    return Object.fromEntries(this.#counts) as Record<ChainBlobMethod, number>;
  }

  total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
