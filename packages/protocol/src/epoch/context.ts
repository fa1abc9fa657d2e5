import type { Committee } from '../committee.ts';
import type { ProtocolConfiguration } from '../configuration.ts';
import type { ConsensusKey, Epoch, SequenceNumber } from '../identifiers.ts';
import type { CertifiedHandoffAttestation } from '../messages/index.ts';

/** All a fold may know besides the log itself; equal on every validator. */
export interface EpochContext {
  network: string;
  epoch: Epoch;
  committee: Committee;
  configuration: ProtocolConfiguration;
  previousProtocolVersion: number | null;
  priorCertificate: CertifiedHandoffAttestation | null;
  sequencerKey: ConsensusKey;
  /** The chain's last checkpoint numbers when the epoch began; this epoch's follow them. */
  lastDwalletCheckpoint: SequenceNumber;
  lastSystemCheckpoint: SequenceNumber;
}
