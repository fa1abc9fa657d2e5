import { hkdfSync, randomBytes } from 'node:crypto';
import { type AuthorityName, blsSecretKey, type ConsensusKey } from '@baton/protocol';
import { ConsensusSigner } from './consensus-signer.ts';
import { KeyError } from './errors.ts';
import { ProtocolSigner } from './protocol-signer.ts';
import { Secret } from './secret.ts';
import { SuiAccount } from './sui-account.ts';

/** Everything secret that a validator has. JSON and inspection show the public part only. */
export interface ValidatorKeys {
  readonly protocol: ProtocolSigner;
  readonly consensus: ConsensusSigner;
  /** 32 bytes from which the validator's mpc_data derives. */
  readonly rootSeed: Secret;
  readonly account: SuiAccount;
}

/** What others may know of a validator's keys. */
export interface PublicKeys {
  readonly authority: AuthorityName;
  readonly consensusKey: ConsensusKey;
  readonly suiAddress: string;
}

const SEED_BYTES_MIN = 32;

function derive(seed: Uint8Array, label: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', seed, 'baton-keys-v1', label, bytes));
}

/**
 * Fresh keys, or, from a seed of at least 32 bytes, always the same (localnet, tests). Each key has its own HKDF label,
 * so none tells anything of another.
 */
export function generateKeys(seed: Uint8Array = randomBytes(SEED_BYTES_MIN)): ValidatorKeys {
  if (seed.length < SEED_BYTES_MIN) {
    throw new KeyError('KEY_SEED_INVALID', `A seed has at least ${SEED_BYTES_MIN} bytes`);
  }
  return {
    protocol: new ProtocolSigner(blsSecretKey(derive(seed, 'protocol', 48))),
    consensus: new ConsensusSigner(derive(seed, 'consensus', 32)),
    rootSeed: new Secret(derive(seed, 'root-seed', 32)),
    account: new SuiAccount(derive(seed, 'account', 32)),
  };
}

/** The sequencer has no name, only an Ed25519 key that every node pins. */
export function generateSequencerKey(seed: Uint8Array = randomBytes(SEED_BYTES_MIN)): ConsensusSigner {
  if (seed.length < SEED_BYTES_MIN) {
    throw new KeyError('KEY_SEED_INVALID', `A seed has at least ${SEED_BYTES_MIN} bytes`);
  }
  return new ConsensusSigner(derive(seed, 'sequencer', 32));
}

export function describeKeys(keys: ValidatorKeys): PublicKeys {
  return {
    authority: keys.protocol.name,
    consensusKey: keys.consensus.publicKey,
    suiAddress: keys.account.address,
  };
}
