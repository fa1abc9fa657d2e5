import { checked, struct } from './bcs/composites.ts';
import { type Codec, encode } from './bcs/index.ts';
import { bool, u64 } from './bcs/primitives.ts';
import { blake2b256 } from './crypto/index.ts';
import { ProtocolError } from './errors.ts';
import type { Digest } from './identifiers.ts';

export type ProtocolVersion = 3 | 4;

/** Rules that must be equal on every validator of an epoch (`docs/spec/wire.md#configuration`). */
export interface ProtocolConfiguration {
  version: ProtocolVersion;
  networkEncryptionKeyVersion: number;
  reconfigurationMessageVersion: number;
  /** Share of the stake beyond the quorum that an upgrade needs, in basis points. */
  bufferStakeForProtocolUpgradeBps: number;
  maxMessagesPerCheckpoint: number;
  maxCheckpointSizeBytes: number;
  /** Leader rounds from one checkpoint of a kind to the next, but for the closing one. */
  checkpointMinRounds: number;
  consensusMaxTransactionSizeBytes: number;
  consensusMaxTransactionsInBlockBytes: number;
  consensusMaxNumTransactionsInBlock: number;
  consensusGcDepth: number;
  consensusBadNodesStakeThreshold: number;
  consensusLeadersPerRound: number;
  idleSessionCountThreshold: number;
  /** Leader rounds from the ready-signal quorum to the freeze. */
  mpcDataFreezeGraceRounds: number;
  /** Leader rounds from the end-of-publish quorum to the close. */
  endOfPublishGraceRounds: number;
  /** The close waits for a certificate at most this many times the grace. */
  closeBackstopFactor: 4;
  blsCheckpoints: boolean;
  consensusZstdCompression: boolean;
  consensusRoundProber: boolean;
  consensusBatchedBlockSync: boolean;
  consensusSkipGcedBlocksInDirectFinalization: boolean;
  internalPresignSessions: boolean;
  offChainValidatorMetadata: boolean;
}

export interface ConfigurationOverrides {
  mpcDataFreezeGraceRounds?: number | undefined;
  endOfPublishGraceRounds?: number | undefined;
}

export const MIN_PROTOCOL_VERSION: ProtocolVersion = 3;
export const MAX_PROTOCOL_VERSION: ProtocolVersion = 4;
export const SUPPORTED_PROTOCOL_VERSIONS: readonly ProtocolVersion[] = [3, 4];

const VERSION_3: ProtocolConfiguration = {
  version: 3,
  networkEncryptionKeyVersion: 2,
  reconfigurationMessageVersion: 2,
  bufferStakeForProtocolUpgradeBps: 5_000,
  maxMessagesPerCheckpoint: 500,
  maxCheckpointSizeBytes: 51_200,
  checkpointMinRounds: 5,
  consensusMaxTransactionSizeBytes: 315_218_930,
  consensusMaxTransactionsInBlockBytes: 315_218_930,
  consensusMaxNumTransactionsInBlock: 512,
  consensusGcDepth: 60,
  consensusBadNodesStakeThreshold: 30,
  consensusLeadersPerRound: 1,
  idleSessionCountThreshold: 10,
  mpcDataFreezeGraceRounds: 50,
  endOfPublishGraceRounds: 50,
  closeBackstopFactor: 4,
  blsCheckpoints: true,
  consensusZstdCompression: true,
  consensusRoundProber: true,
  consensusBatchedBlockSync: true,
  consensusSkipGcedBlocksInDirectFinalization: false,
  internalPresignSessions: false,
  offChainValidatorMetadata: false,
};

const VERSION_4: ProtocolConfiguration = {
  ...VERSION_3,
  version: 4,
  networkEncryptionKeyVersion: 3,
  reconfigurationMessageVersion: 3,
  consensusSkipGcedBlocksInDirectFinalization: true,
  internalPresignSessions: true,
  offChainValidatorMetadata: true,
};

export function isSupportedProtocolVersion(version: number): version is ProtocolVersion {
  return version === 3 || version === 4;
}

function unsupported(version: number): ProtocolError {
  return new ProtocolError('UNSUPPORTED_PROTOCOL_VERSION', `protocol version ${version} is not known here`, {
    version,
    supported: SUPPORTED_PROTOCOL_VERSIONS,
  });
}

function graceRounds(field: keyof ConfigurationOverrides, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ProtocolError('CONFIGURATION_INVALID', `${field} must be a whole number of rounds`, { field, value });
  }
  return value;
}

/**
 * The configuration of a protocol version, optionally with other grace periods (a network agrees on them once).
 * Throws `UNSUPPORTED_PROTOCOL_VERSION` or `CONFIGURATION_INVALID`.
 */
export function protocolConfiguration(version: number, overrides: ConfigurationOverrides = {}): ProtocolConfiguration {
  if (!isSupportedProtocolVersion(version)) {
    throw unsupported(version);
  }
  const base = version === 3 ? VERSION_3 : VERSION_4;
  return {
    ...base,
    mpcDataFreezeGraceRounds: graceRounds(
      'mpcDataFreezeGraceRounds',
      overrides.mpcDataFreezeGraceRounds ?? base.mpcDataFreezeGraceRounds,
    ),
    endOfPublishGraceRounds: graceRounds(
      'endOfPublishGraceRounds',
      overrides.endOfPublishGraceRounds ?? base.endOfPublishGraceRounds,
    ),
  };
}

const versionCodec = checked(u64 as Codec<ProtocolVersion>, (version) => {
  if (!isSupportedProtocolVersion(version)) throw unsupported(version);
});

const closeBackstopFactorCodec = checked(u64 as Codec<4>, (factor) => {
  if (factor !== 4) throw new ProtocolError('CONFIGURATION_INVALID', 'the close backstop factor is 4', { factor });
});

/** All fields in the order of `ProtocolConfiguration`; the order is part of the digest. */
export const protocolConfigurationCodec: Codec<ProtocolConfiguration> = struct('ProtocolConfiguration', {
  version: versionCodec,
  networkEncryptionKeyVersion: u64,
  reconfigurationMessageVersion: u64,
  bufferStakeForProtocolUpgradeBps: u64,
  maxMessagesPerCheckpoint: u64,
  maxCheckpointSizeBytes: u64,
  checkpointMinRounds: u64,
  consensusMaxTransactionSizeBytes: u64,
  consensusMaxTransactionsInBlockBytes: u64,
  consensusMaxNumTransactionsInBlock: u64,
  consensusGcDepth: u64,
  consensusBadNodesStakeThreshold: u64,
  consensusLeadersPerRound: u64,
  idleSessionCountThreshold: u64,
  mpcDataFreezeGraceRounds: u64,
  endOfPublishGraceRounds: u64,
  closeBackstopFactor: closeBackstopFactorCodec,
  blsCheckpoints: bool,
  consensusZstdCompression: bool,
  consensusRoundProber: bool,
  consensusBatchedBlockSync: bool,
  consensusSkipGcedBlocksInDirectFinalization: bool,
  internalPresignSessions: bool,
  offChainValidatorMetadata: bool,
});

/** What validators compare to know that they run the same rules. */
export function configurationDigest(configuration: ProtocolConfiguration): Digest {
  return blake2b256(encode(protocolConfigurationCodec, configuration));
}
