import type { Epoch } from '../identifiers.ts';
import type { NetworkKeyOutputKind } from '../messages/network-key.ts';
import { isNetworkKeyDataComplete, type NetworkKeyData, type NetworkKeyState } from './merge.ts';

export interface DecideChainRead {
  offChainValidatorMetadata: boolean;
  previousProtocolVersion: number | null;
  dkgHeldLocally: boolean;
  dkgAtEpoch: Epoch;
  epoch: Epoch;
  stranded: boolean;
}

export type ChainRead = { read: 'metadata' } | { read: 'full'; reason: 'on_chain_version' | 'migration' | 'stranded' };

/**
 * Whether a key's bytes are read from the chain at all. In steady state they are not: zero blob reads. The first epoch
 * after a chain-driven version may read a key that it does not hold and did not make. `docs/spec/barrier.md#fast-path`
 */
export function decideChainRead(input: DecideChainRead): ChainRead {
  if (!input.offChainValidatorMetadata) return { read: 'full', reason: 'on_chain_version' };
  if (input.stranded) return { read: 'full', reason: 'stranded' };
  if (input.previousProtocolVersion === 3 && !input.dkgHeldLocally && input.dkgAtEpoch < input.epoch) {
    return { read: 'full', reason: 'migration' };
  }
  return { read: 'metadata' };
}

export interface ChainOutputRead {
  reason: Extract<ChainRead, { read: 'full' }>['reason'];
  output: NetworkKeyOutputKind;
  /** The epoch whose session made the output. */
  madeIn: Epoch;
  epoch: Epoch;
}

/**
 * Whether an output that was read from the chain becomes the node's own. Under a chain-driven version those of earlier
 * epochs do, as nobody here makes them any more, so that version 4 finds them; of a stranded key only the DKG output.
 * `docs/spec/barrier.md#overlay`
 */
export function filesChainOutput({ reason, output, madeIn, epoch }: ChainOutputRead): boolean {
  if (reason === 'on_chain_version') return madeIn < epoch;
  return reason === 'migration' || output === 'dkg';
}

/** What the last merge of a key was made over; forgotten whenever the local blob source changes. */
export interface OverlayMemo {
  epoch: Epoch;
  state: NetworkKeyState;
}

export function overlayMemoHit(
  memo: OverlayMemo | null,
  chain: { currentEpoch: Epoch; state: NetworkKeyState },
): boolean {
  return memo !== null && memo.epoch === chain.currentEpoch && memo.state === chain.state;
}

/** Only a complete merge is remembered: remembering an incomplete one would withhold the vote for the whole epoch. */
export function overlayMemoAfter(data: NetworkKeyData<unknown>): OverlayMemo | null {
  return isNetworkKeyDataComplete(data) ? { epoch: data.currentEpoch, state: data.state } : null;
}

/** Whether an output that was read from the chain may be filed: only where nothing is. `docs/spec/barrier.md#overlay` */
export function decideHydration<Digest extends string>(
  held: Digest | null,
  read: Digest,
): 'fill' | 'keep' | 'contradiction' {
  if (held === null) return 'fill';
  return held === read ? 'keep' : 'contradiction';
}
