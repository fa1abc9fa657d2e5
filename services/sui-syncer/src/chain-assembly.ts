import { type Assembly, type AuthorityName, blobDigest, type ValidatedPeer } from '@baton/protocol';
import { type ChainBlobReader, ChainError, type ChainView } from '@baton/sui-client';
import type { BlobClient } from './blob-client.ts';

/**
 * The next committee's keys where the protocol version keeps them on the chain: each member's record, all of them or
 * none. They are final: a record changes at an epoch boundary only. docs/spec/chain.md#assembly
 */
export async function assembleFromChain(
  view: Pick<ChainView, 'nextAddresses'>,
  { reader, blobs }: { reader: ChainBlobReader; blobs: BlobClient },
  signal: AbortSignal,
): Promise<Assembly> {
  const members: ValidatedPeer[] = [];
  const missing: AuthorityName[] = [];
  for (const { name, validatorId } of view.nextAddresses) {
    const bytes = await reader.validatorMpcData(validatorId, signal).catch(absent);
    const digest = bytes && blobDigest(bytes);
    const kept = bytes && digest ? await blobs.put(digest, bytes, signal) : null;
    if (digest && kept?.structurallyValid) members.push({ name, digest });
    else missing.push(name);
  }
  if (missing.length > 0) return { outcome: 'incomplete', reason: 'blob_missing_or_invalid', missing, wedged: false };
  return { outcome: 'complete', members, final: true };
}

/** A member without a record of its data; anything else that fails is tried again as a whole. */
function absent(error: unknown): undefined {
  if (error instanceof ChainError && error.code === 'MALFORMED_STATE') return undefined;
  throw error;
}
