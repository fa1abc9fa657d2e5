import { blake2b256 } from '../crypto/index.ts';
import { ProtocolError } from '../errors.ts';
import { type Digest, fromHex } from '../identifiers.ts';
import { type DWalletCheckpointMessageKind, encodeDWalletCheckpoint } from './dwallet-message.ts';
import type { CheckpointDescriptor, CheckpointItem } from './items.ts';
import { encodeSystemCheckpoint, type SystemCheckpointMessageKind } from './system-message.ts';

/** A network key's output goes to the chain in slices of this many bytes, in order. */
export const NETWORK_OUTPUT_SLICE_BYTES = 5 * 1024;

/** Curves that a network key serves, as the chain numbers them: secp256k1, secp256r1, curve25519, ristretto. */
export const SUPPORTED_CURVES: readonly number[] = [0, 1, 2, 3];

/** System sessions have no number among the user sessions. */
const NO_SESSION_NUMBER = 0;

export type CheckpointContents =
  | { outcome: 'built'; contents: Uint8Array<ArrayBuffer>; contentsDigest: Digest }
  /** Blobs that are not held here yet: nothing can be signed before they are. */
  | { outcome: 'missing'; digests: Digest[] };

/**
 * The exact bytes that a descriptor stands for. `bytesOf` gives held blobs by their digest. Throws INVALID_ARGUMENT for
 * an item that has no place in a checkpoint of this kind. `docs/spec/wire.md#checkpoints`
 */
export function buildCheckpointContents(
  descriptor: Pick<CheckpointDescriptor, 'epoch' | 'kind' | 'sequenceNumber' | 'items'>,
  bytesOf: (digest: Digest) => Uint8Array | null,
): CheckpointContents {
  const { epoch, kind, sequenceNumber, items } = descriptor;
  const held = new Map<Digest, Uint8Array>();
  const missing: Digest[] = [];
  for (const digest of blobsOf(items)) {
    const bytes = bytesOf(digest);
    if (bytes === null) missing.push(digest);
    else held.set(digest, bytes);
  }
  if (missing.length > 0) return { outcome: 'missing', digests: missing };
  const contents =
    kind === 'system'
      ? encodeSystemCheckpoint({ epoch, sequenceNumber, messages: items.map(systemMessage) })
      : encodeDWalletCheckpoint({
          epoch,
          sequenceNumber,
          messages: items.flatMap((item) => dwalletMessages(item, held)),
        });
  return { outcome: 'built', contents, contentsDigest: blake2b256(contents) };
}

/** Digests of the blobs whose bytes the contents take up. */
export function blobsOf(items: readonly CheckpointItem[]): Digest[] {
  return [...new Set(items.flatMap((item) => (item.type === 'network_key_output' ? [item.digest] : [])))];
}

function systemMessage(item: CheckpointItem): SystemCheckpointMessageKind {
  if (item.type === 'set_next_protocol_version') return { kind: item.type, version: item.version };
  if (item.type === 'end_of_publish') return { kind: item.type };
  throw misplaced(item, 'system');
}

function dwalletMessages(item: CheckpointItem, held: ReadonlyMap<Digest, Uint8Array>): DWalletCheckpointMessageKind[] {
  switch (item.type) {
    case 'network_key_output':
      return slices(item, held.get(item.digest) ?? new Uint8Array());
    case 'user_session':
      return [
        {
          kind: 'respond_sign',
          dwalletId: item.sessionId,
          signId: item.sessionId,
          signature: item.rejected ? new Uint8Array() : fromHex(item.digest),
          isFutureSign: false,
          rejected: item.rejected,
          sessionSequenceNumber: item.sequenceNumber,
        },
      ];
    case 'end_of_publish':
      return [{ kind: item.type }];
    default:
      throw misplaced(item, 'dwallet');
  }
}

function slices(
  item: Extract<CheckpointItem, { type: 'network_key_output' }>,
  output: Uint8Array,
): DWalletCheckpointMessageKind[] {
  const count = Math.max(1, Math.ceil(output.length / NETWORK_OUTPUT_SLICE_BYTES));
  return Array.from({ length: count }, (_, index) => ({
    kind: item.output === 'dkg' ? 'respond_network_dkg_output' : 'respond_network_reconfiguration_output',
    keyId: item.keyId,
    publicOutput: output.slice(index * NETWORK_OUTPUT_SLICE_BYTES, (index + 1) * NETWORK_OUTPUT_SLICE_BYTES),
    supportedCurves: [...SUPPORTED_CURVES],
    isLast: index === count - 1,
    rejected: false,
    sessionSequenceNumber: NO_SESSION_NUMBER,
  }));
}

function misplaced(item: CheckpointItem, kind: string): ProtocolError {
  return new ProtocolError('INVALID_ARGUMENT', `a ${item.type} has no place in a ${kind} checkpoint`, { kind });
}
