import { option, struct } from '../bcs/composites.ts';
import { consensusKeyCodec, digestCodec, networkNameCodec } from '../bcs/identifiers.ts';
import { type Codec, u64 } from '../bcs/primitives.ts';
import { type CommitteeSnapshot, committeeSnapshotCodec } from '../committee.ts';
import { type ProtocolConfiguration, protocolConfigurationCodec } from '../configuration.ts';
import type { ConsensusKey, Digest, Epoch, SequenceNumber } from '../identifiers.ts';

/** The stream's first message: all a fold of this epoch needs to know. Written by the sequencer. */
export interface EpochOpened {
  network: string;
  epoch: Epoch;
  committee: CommitteeSnapshot;
  configuration: ProtocolConfiguration;
  /** Protocol version of the epoch before; null for the network's first epoch. */
  previousProtocolVersion: number | null;
  /** Digest of the attestation that the prior epoch's certificate certifies; null where there is none. */
  priorAttestationDigest: Digest | null;
  sequencerKey: ConsensusKey;
  /** Numbers of the last checkpoints that the chain had processed when the epoch began; 0 for none. */
  lastDwalletCheckpoint: SequenceNumber;
  lastSystemCheckpoint: SequenceNumber;
}

/** The chain has named the next committee. `epoch` is the current one, the committee's is one more. */
export interface NextCommitteePublished {
  epoch: Epoch;
  committee: CommitteeSnapshot;
}

/** The stream's last message; after it the stream is sealed. */
export interface EpochEnded {
  epoch: Epoch;
}

export const epochOpenedCodec: Codec<EpochOpened> = struct('EpochOpened', {
  network: networkNameCodec,
  epoch: u64,
  committee: committeeSnapshotCodec,
  configuration: protocolConfigurationCodec,
  previousProtocolVersion: option(u64),
  priorAttestationDigest: option(digestCodec),
  sequencerKey: consensusKeyCodec,
  lastDwalletCheckpoint: u64,
  lastSystemCheckpoint: u64,
});

export const nextCommitteePublishedCodec: Codec<NextCommitteePublished> = struct('NextCommitteePublished', {
  epoch: u64,
  committee: committeeSnapshotCodec,
});

export const epochEndedCodec: Codec<EpochEnded> = struct('EpochEnded', { epoch: u64 });
