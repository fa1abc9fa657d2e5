import { type Committee, chainThresholds, createCommittee } from '../committee.ts';
import { type ConfigurationOverrides, protocolConfiguration } from '../configuration.ts';
import { blake2b256, ed25519PublicKey, ed25519Signer, type Signer } from '../crypto/index.ts';
import type { EpochContext } from '../epoch/index.ts';
import {
  type AuthorityName,
  authorityName,
  type ConsensusKey,
  type Digest,
  type Epoch,
  type ObjectId,
  objectId,
  type Stake,
} from '../identifiers.ts';
import type { CertifiedHandoffAttestation } from '../messages/index.ts';

/** A validator with real keys, the same in every run. Names ascend with the index. */
export interface TestValidator {
  name: AuthorityName;
  consensusKey: ConsensusKey;
  sign: Signer;
}

const made = new Map<number, TestValidator>();

export function validator(index: number): TestValidator {
  const known = made.get(index);
  if (known !== undefined) return known;
  const seed = new Uint8Array(32).fill(index + 1);
  const name = authorityName((index + 1).toString(16).padStart(2, '0').repeat(48));
  const fresh = { name, consensusKey: ed25519PublicKey(seed), sign: ed25519Signer(seed) };
  made.set(index, fresh);
  return fresh;
}

/** A committee of the validators with these indices, one vote each unless stakes are given. */
export function committeeOf(
  indices: readonly number[],
  given: { epoch?: Epoch; stakes?: readonly Stake[] } = {},
): Committee {
  const members = indices.map((index, seat) => {
    const { name, consensusKey } = validator(index);
    return { name, consensusKey, stake: given.stakes?.[seat] ?? 1 };
  });
  const total = members.reduce((sum, member) => sum + member.stake, 0);
  const thresholds = given.stakes === undefined ? chainThresholds(indices.length) : quorumOf(total);
  return createCommittee({ epoch: given.epoch ?? EPOCH, members, ...thresholds });
}

function quorumOf(total: Stake) {
  return { quorumThreshold: Math.floor((2 * total) / 3) + 1, validityThreshold: Math.floor(total / 3) + 1 };
}

export const EPOCH: Epoch = 5;
export const FOUR = [0, 1, 2, 3] as const;

export interface TestContext extends ConfigurationOverrides {
  indices?: readonly number[];
  stakes?: readonly Stake[];
  version?: 3 | 4;
  previousProtocolVersion?: number | null;
  priorCertificate?: CertifiedHandoffAttestation | null;
  lastDwalletCheckpoint?: number;
  lastSystemCheckpoint?: number;
}

/** An epoch of four members under version 4 with both graces of 10 rounds, where nothing else is said. */
export function contextOf(given: TestContext = {}): EpochContext {
  return {
    network: 'test',
    epoch: EPOCH,
    committee: committeeOf(given.indices ?? FOUR, given.stakes === undefined ? {} : { stakes: given.stakes }),
    configuration: protocolConfiguration(given.version ?? 4, {
      mpcDataFreezeGraceRounds: given.mpcDataFreezeGraceRounds ?? 10,
      endOfPublishGraceRounds: given.endOfPublishGraceRounds ?? 10,
    }),
    previousProtocolVersion: given.previousProtocolVersion ?? 4,
    priorCertificate: given.priorCertificate ?? null,
    sequencerKey: validator(200).consensusKey,
    lastDwalletCheckpoint: given.lastDwalletCheckpoint ?? 0,
    lastSystemCheckpoint: given.lastSystemCheckpoint ?? 0,
  };
}

const text = new TextEncoder();

export function digestOf(label: string): Digest {
  return blake2b256(text.encode(label));
}

export function blobOf(index: number, label = 'blob'): Digest {
  return digestOf(`${label} ${index}`);
}

export function keyId(index: number): ObjectId {
  return objectId(`0x${(index + 1).toString(16).padStart(2, '0').repeat(32)}`);
}
