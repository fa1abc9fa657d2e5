import { readFile } from 'node:fs/promises';
import {
  blake2b256,
  compareHex,
  type Digest,
  type Epoch,
  fromHex,
  type NetworkKeyOutputKind,
  type ObjectId,
  type ValidatedPeer,
} from '@baton/protocol';

/** Size of a real network key's public output, about 36 KiB. */
export const OUTPUT_BYTES = 36 * 1024;

const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\n`);
const BLOCK_BYTES = 32;

/** What a computation depends on: every honest member has the same, so every one makes the same bytes. */
export interface SessionInput {
  network: string;
  keyId: ObjectId;
  epoch: Epoch;
  output: NetworkKeyOutputKind;
  /** of the members' blobs that it takes */
  inputs: Digest;
}

/** One digest for the members' blobs that a session takes, whatever order they are told in. */
export function inputSetDigest(inputs: readonly ValidatedPeer[]): Digest {
  const lines = [...inputs].sort((a, b) => compareHex(a.name, b.name)).map(({ name, digest }) => `${name}=${digest}`);
  return blake2b256(text(lines.join('\n')));
}

/** Stands in for the engine's computation: the same bytes for the same input, other bytes for any other. */
export function deriveOutput(input: SessionInput, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const { network, keyId, epoch, output, inputs } = input;
  const seed = fromHex(
    blake2b256(text('baton-session-output'), text(network), text(keyId), text(`${epoch}`), text(output), text(inputs)),
  );
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += BLOCK_BYTES) {
    const block = fromHex(blake2b256(seed, text(`${at / BLOCK_BYTES}`)));
    bytes.set(block.subarray(0, Math.min(BLOCK_BYTES, sizeBytes - at)), at);
  }
  return bytes;
}

export interface OutputSource {
  produce(input: SessionInput): Promise<Uint8Array>;
}

/** Bytes from the operator's files where given, else derived. */
export function outputSource(options: {
  files: Partial<Record<NetworkKeyOutputKind, string>>;
  sizeBytes: number;
}): OutputSource {
  return {
    async produce(input) {
      const file = options.files[input.output];
      return file === undefined ? deriveOutput(input, options.sizeBytes) : readFile(file);
    },
  };
}
