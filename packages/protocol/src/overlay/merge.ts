import type { Epoch, ObjectId } from '../identifiers.ts';

export type NetworkKeyState =
  | 'awaiting_network_dkg'
  | 'network_dkg_completed'
  | 'awaiting_network_reconfiguration'
  | 'network_reconfiguration_completed';

/** A network key's record. `Output` is its bytes, or their digest; null where there are none. */
export interface NetworkKeyData<Output> {
  keyId: ObjectId;
  currentEpoch: Epoch;
  dkgAtEpoch: Epoch;
  state: NetworkKeyState;
  dkgOutput: Output | null;
  reconfigurationOutput: Output | null;
}

export interface MergeNetworkKeyData<Output> {
  chain: NetworkKeyData<Output>;
  /** What the local store has for this key; null without a local store. */
  local: { dkgOutput: Output | null; reconfigurationOutput: Output | null } | null;
  /** A key that can't be had locally: takes the chain's reconfiguration output and keeps the local DKG output. */
  stranded: boolean;
}

/** Identity, epochs and state are the chain's; each output is the local one where there is one. `docs/spec/barrier.md#overlay` */
export function mergeNetworkKeyData<Output>(input: MergeNetworkKeyData<Output>): NetworkKeyData<Output> {
  const { chain, local, stranded } = input;
  if (local === null) return chain;
  return {
    ...chain,
    dkgOutput: local.dkgOutput ?? chain.dkgOutput,
    reconfigurationOutput: stranded
      ? chain.reconfigurationOutput
      : (local.reconfigurationOutput ?? chain.reconfigurationOutput),
  };
}

/** Whether a merged key still lacks bytes; such a key is published, and merged again at the next tick. */
export function isNetworkKeyDataComplete(data: NetworkKeyData<unknown>): boolean {
  if (data.dkgOutput === null) return false;
  return data.state !== 'network_reconfiguration_completed' || data.reconfigurationOutput !== null;
}
