import { blake2b256, fromHex } from '@baton/protocol';
import { ConsensusSigner } from './consensus-signer.ts';
import type { Secret } from './secret.ts';

/** Sui's signature-scheme flag of Ed25519, in addresses and key files. */
export const ED25519_FLAG = 0x00;
/** Sui's intent of `TransactionData`: scope, version and application are 0. */
const TRANSACTION_INTENT = Uint8Array.of(0, 0, 0);

/**
 * The Ed25519 account that pays and signs on Sui. It signs in OpenSSL: the keypair of `@mysten/sui` computes tables in
 * JavaScript first, which took an eighth of a node's start.
 */
export class SuiAccount {
  /** 0x and 64 hex digits: Blake2b-256 of flag and public key. */
  readonly address: string;
  readonly #signer: ConsensusSigner;

  constructor(seed: Uint8Array) {
    this.#signer = new ConsensusSigner(seed);
    this.address = `0x${blake2b256(Uint8Array.of(ED25519_FLAG), fromHex(this.#signer.publicKey))}`;
  }

  get secret(): Secret {
    return this.#signer.secret;
  }

  /** Signs the bytes of a `TransactionData`; base64 of flag, signature and public key. */
  sign(transactionBytes: Uint8Array): string {
    const digest = fromHex(blake2b256(TRANSACTION_INTENT, transactionBytes));
    const signature = fromHex(this.#signer.sign(digest));
    return Buffer.from([ED25519_FLAG, ...signature, ...fromHex(this.#signer.publicKey)]).toString('base64');
  }

  toJSON(): { address: string } {
    return { address: this.address };
  }
}

/** Base64 of `flag || private key`, the form of Sui's key files and of `sui.keystore`. */
export function encodeSuiKey(seed: Uint8Array): string {
  return Buffer.from([ED25519_FLAG, ...seed]).toString('base64');
}

/** The private key in such a text, or undefined when it is anything else. */
export function decodeSuiKey(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  const canonical = bytes.length === 33 && bytes[0] === ED25519_FLAG && bytes.toString('base64') === text;
  return canonical ? Uint8Array.from(bytes.subarray(1)) : undefined;
}
