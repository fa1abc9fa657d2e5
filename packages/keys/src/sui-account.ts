import { blake2b256, fromHex } from '@baton/protocol';
import type { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { ConsensusSigner } from './consensus-signer.ts';
import type { Secret } from './secret.ts';

/** Sui's signature-scheme flag of Ed25519, in addresses and key files. */
export const ED25519_FLAG = 0x00;

/** The Ed25519 account that pays and signs on Sui. */
export class SuiAccount {
  /** 0x and 64 hex digits: Blake2b-256 of flag and public key. */
  readonly address: string;
  readonly secret: Secret;

  constructor(seed: Uint8Array) {
    const { publicKey, secret } = new ConsensusSigner(seed);
    this.secret = secret;
    this.address = `0x${blake2b256(Uint8Array.of(ED25519_FLAG), fromHex(publicKey))}`;
  }

  /** Keypair for `@mysten/sui` transactions; loads that library on first use. Never log it. */
  async keypair(): Promise<Ed25519Keypair> {
    const { Ed25519Keypair } = await import('@mysten/sui/keypairs/ed25519');
    return Ed25519Keypair.fromSecretKey(this.secret.expose());
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
