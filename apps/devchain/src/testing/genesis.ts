import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hash } from '../chain/digest.ts';
import type { Genesis, GenesisValidator } from '../ika/genesis.ts';

const bls = bls12_381.longSignatures;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const seeded = (...words: string[]): Uint8Array => hash(Buffer.from(words.join('/')));

/** Secret BLS key of the validator with that number. */
export function testSecret(index: number): Uint8Array {
  return bls.keygen(Buffer.concat([seeded('bls', `${index}`), seeded('more', `${index}`)]).subarray(0, 48)).secretKey;
}

/** A validator's public data; it is in no genesis unless put there. */
export function testValidator(index: number): GenesisValidator {
  return {
    validatorName: `validator-${index}`,
    protocolPubkey: hex(bls.getPublicKey(testSecret(index)).toBytes(true)),
    consensusPubkey: hex(seeded('consensus', `${index}`)),
    networkPubkey: hex(seeded('network', `${index}`)),
    peerAddress: `/ip4/127.0.0.1/tcp/${9000 + index}/http`,
    stake: 1_000 + index,
    suiAddress: `0x${hex(seeded('account', `${index}`))}`,
  };
}

/** A network of `count` validators whose keys follow from their numbers. */
export function testGenesis(options: Partial<Genesis> & { count?: number } = {}): Genesis {
  const { count = 4, ...overrides } = options;
  return {
    network: 'test',
    validators: Array.from({ length: count }, (_, index) => testValidator(index)),
    epochDurationMs: 10_000,
    protocolVersion: 4,
    networkKeys: 1,
    funded: [],
    ...overrides,
  };
}
