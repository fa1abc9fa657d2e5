import {
  type Digest,
  type Epoch,
  isNetworkKeyDataComplete,
  MAX_PROTOCOL_VERSION,
  mergeNetworkKeyData,
  type NetworkKeyData,
  type ObjectId,
} from '@baton/protocol';
import { blobsQueries, type Connection, chainQueries, type HeldOutputRow, type NetworkKeyRow } from '@baton/read-model';
import { type ChainOutputs, isOffChain } from './chain-outputs.ts';

/** What was read from the chain of a key; null for all keys in steady state. */
export interface OverlaySource {
  of(epoch: Epoch, keyId: ObjectId): ChainOutputs | null;
}

/** A network key as this node has it: identity and state from the chain, outputs as digests of bytes held here. */
export interface OverlaidKey extends NetworkKeyData<Digest> {
  complete: boolean;
}

/**
 * Merges the chain's keys with the local store. Nothing is read from the chain's blob tables, and an incomplete key is
 * in the result like any other: whoever counts keys must see it. docs/spec/chain.md#overlay
 */
export async function readOverlay(db: Connection, epoch: Epoch, source: OverlaySource): Promise<OverlaidKey[]> {
  const [keys, stored, view] = await Promise.all([
    chainQueries.networkKeys(db, epoch),
    blobsQueries.storedOutputs(db),
    chainQueries.epochView(db, epoch),
  ]);
  const local = isOffChain(view?.protocolVersion ?? MAX_PROTOCOL_VERSION);
  return keys.map((key) => overlayKey(key, local ? stored : null, source.of(epoch, key.keyId)));
}

/**
 * Pure. A digest whose bytes are not held is a miss, so `outputs` has only those that are; null where there is no local
 * source, because the protocol version lives on the chain.
 */
export function overlayKey(
  key: NetworkKeyRow,
  outputs: readonly HeldOutputRow[] | null,
  onChain: ChainOutputs | null = null,
): OverlaidKey {
  const chain: NetworkKeyData<Digest> = {
    keyId: key.keyId,
    currentEpoch: key.currentEpoch,
    dkgAtEpoch: key.dkgAtEpoch,
    state: key.state,
    dkgOutput: onChain?.dkgOutput ?? null,
    reconfigurationOutput: onChain?.reconfigurationOutput ?? null,
  };
  const local = outputs && {
    dkgOutput: newest(outputs, key.keyId, 'dkg', key.epoch),
    reconfigurationOutput: newest(outputs, key.keyId, 'reconfiguration', key.epoch),
  };
  const merged = mergeNetworkKeyData({ chain, local, stranded: onChain?.stranded ?? false });
  return { ...merged, complete: isNetworkKeyDataComplete(merged) };
}

/** The output of the latest session up to `epoch`: that of this epoch once it is there, before that the one in use. */
function newest(
  outputs: readonly HeldOutputRow[],
  keyId: ObjectId,
  output: HeldOutputRow['output'],
  epoch: Epoch,
): Digest | null {
  const candidates = outputs.filter((row) => row.keyId === keyId && row.output === output && row.epoch <= epoch);
  const latest = candidates.reduce<HeldOutputRow | null>(
    (best, row) => (best === null || row.epoch > best.epoch ? row : best),
    null,
  );
  return latest?.digest ?? null;
}
