import { encode } from './bcs/index.ts';
import { utf8String } from './bcs/primitives.ts';
import { blake2b256 } from './crypto/index.ts';
import { type Digest, type Epoch, fromHex, type Round, type TimestampMs } from './identifiers.ts';

const GENESIS_DOMAIN = 'baton-epoch-log';

function u64Bytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** What the first commit of an epoch's stream follows: binds the chain to its network and epoch. */
export function genesisDigest(network: string, epoch: Epoch): Digest {
  return blake2b256(encode(utf8String, GENESIS_DOMAIN), encode(utf8String, network), u64Bytes(epoch));
}

export interface CommitDigestInput {
  prevDigest: Digest;
  round: Round;
  timestampMs: TimestampMs;
  /** In stream order. */
  messageDigests: readonly Digest[];
}

/** Rule: docs/spec/wire.md#digest-chain. */
export function commitDigest({ prevDigest, round, timestampMs, messageDigests }: CommitDigestInput): Digest {
  return blake2b256(fromHex(prevDigest), u64Bytes(round), u64Bytes(timestampMs), ...messageDigests.map(fromHex));
}
