import type { DeliveredCommit } from '@baton/log';
import type { Epoch, ProtocolError } from '@baton/protocol';

/** What the sequencer does at the moment: it commits, or follows another that does. */
export type Role = 'starting' | 'standby' | 'active';

/** Told of what happens: logs and metrics hang here, and nothing that decides. */
export interface SequencerObserver {
  roleChanged(role: Role, epoch: Epoch): void;
  /** `seconds` the append took; null for a commit read from the stream. */
  committed(commit: DeliveredCommit, seconds: number | null): void;
  /** The fence refused an append, or its fate was unknown. */
  appendLost(reason: string): void;
  queued(count: number): void;
  epochOpened(epoch: Epoch): void;
  epochEnded(epoch: Epoch): void;
  /** The chain named a committee for the epoch after that the log can't carry. */
  committeeRefused(epoch: Epoch, error: ProtocolError): void;
}
