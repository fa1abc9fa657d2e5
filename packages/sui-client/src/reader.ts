import type { ChainView } from './chain-view.ts';

/** Reads Ika's state from a Sui fullnode. All calls carry a deadline of their own beside the caller's signal. */
export interface IkaChainReader {
  /** Reads the present view; retries what is worth retrying (`retry.ts`). Rejects with `ChainError`. */
  readView(signal: AbortSignal): Promise<ChainView>;
  /** Yields the present view and then each one that differs from the last yielded. Ends when the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<ChainView>;
}
