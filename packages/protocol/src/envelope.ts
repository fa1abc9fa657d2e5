import { struct } from './bcs/composites.ts';
import { authorityNameCodec, signatureCodec } from './bcs/identifiers.ts';
import { type Codec, decodeStrict, encode } from './bcs/index.ts';
import { u64 } from './bcs/primitives.ts';
import type { Signer } from './crypto/index.ts';
import type { AuthorityName, Epoch, Signature } from './identifiers.ts';
import { intentBytes } from './intent.ts';
import { type ConsensusTransaction, transactionCodec } from './messages/index.ts';

/** What an author signs. */
export interface UnsignedEnvelope {
  author: AuthorityName;
  epoch: Epoch;
  transaction: ConsensusTransaction;
}

/** One ordered message with its author's signature. */
export interface Envelope extends UnsignedEnvelope {
  signature: Signature;
}

const unsignedEnvelopeCodec: Codec<UnsignedEnvelope> = struct('UnsignedEnvelope', {
  author: authorityNameCodec,
  epoch: u64,
  transaction: transactionCodec,
});

export const envelopeCodec: Codec<Envelope> = struct('Envelope', {
  author: authorityNameCodec,
  epoch: u64,
  transaction: transactionCodec,
  signature: signatureCodec,
});

/** Rule: docs/spec/wire.md#intents. */
export function envelopeSigningBytes(
  author: AuthorityName,
  epoch: Epoch,
  transaction: ConsensusTransaction,
): Uint8Array<ArrayBuffer> {
  return intentBytes('envelope', unsignedEnvelopeCodec, { author, epoch, transaction });
}

export function signEnvelope({ author, epoch, transaction }: UnsignedEnvelope, sign: Signer): Envelope {
  return { author, epoch, transaction, signature: sign(envelopeSigningBytes(author, epoch, transaction)) };
}

export function encodeEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  return encode(envelopeCodec, envelope);
}

/** Throws the codes of strict decoding. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  return decodeStrict(envelopeCodec, bytes);
}
