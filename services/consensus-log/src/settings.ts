import type { ConfigurationOverrides, ConsensusKey, Signer, TimestampMs } from '@baton/protocol';
import type { RateLimit } from './rate-limit.ts';

/** What the sequencer needs to know, with every bound it keeps. */
export interface SequencerSettings {
  network: string;
  sequencerKey: ConsensusKey;
  sign: Signer;
  /** Consensus time is this clock, never going back. */
  now(): TimestampMs;
  /** Time between commits; a full commit goes at once. */
  commitIntervalMs: number;
  /** A standby takes over when the head has stood still this long. */
  takeoverMs: number;
  /** Admitted messages that may wait. */
  pendingMax: number;
  /**
   * Messages of one epoch that the members may bring in together: as long as it lasts all are kept in memory, to know
   * duplicates. Each member has an equal share, so that nobody can use up another's.
   */
  epochMessagesMax: number;
  rateLimit: RateLimit;
  protocolOverrides: ConfigurationOverrides;
}

/** Bytes of messages in one commit: well below what the server holds in memory for an open batch. */
export const COMMIT_BYTES_MAX = 4 * 1024 * 1024;
