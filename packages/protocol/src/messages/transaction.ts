import type { AuthorityName } from '../identifiers.ts';
import type { SignedValidatorMpcDataAnnouncement, ValidatorMpcDataAnnouncement } from './announcement.ts';
import type { CapabilityNotification } from './capability.ts';
import type { CheckpointSignature } from './checkpoint.ts';
import type { EpochEnded, EpochOpened, NextCommitteePublished } from './epoch-records.ts';
import type { HandoffSignatureMessage } from './handoff.ts';
import type { NetworkKeyDkgReadySignal, SessionOutputVote } from './network-key.ts';
import type { EpochMpcDataReadySignal } from './ready-signal.ts';
import type { UserSessionOutputs } from './user-session.ts';

/** What is ordered. `kind` is also the metric label and the subject token. */
export type ConsensusTransactionKind =
  | { kind: 'dwallet_checkpoint_signature'; checkpointSignature: CheckpointSignature }
  | { kind: 'system_checkpoint_signature'; checkpointSignature: CheckpointSignature }
  | { kind: 'capability_notification_v1'; notification: CapabilityNotification }
  | { kind: 'end_of_publish'; authority: AuthorityName }
  | { kind: 'validator_mpc_data_announcement'; announcement: ValidatorMpcDataAnnouncement }
  | { kind: 'relayed_validator_mpc_data_announcement'; signed: SignedValidatorMpcDataAnnouncement }
  | { kind: 'epoch_mpc_data_ready_signal'; signal: EpochMpcDataReadySignal }
  | { kind: 'end_of_publish_v2'; authority: AuthorityName; handoffSignature: HandoffSignatureMessage }
  | { kind: 'epoch_opened'; record: EpochOpened }
  | { kind: 'next_committee_published'; record: NextCommitteePublished }
  | { kind: 'network_key_dkg_ready_signal'; signal: NetworkKeyDkgReadySignal }
  | { kind: 'session_output_vote'; vote: SessionOutputVote }
  | { kind: 'epoch_ended'; record: EpochEnded }
  | { kind: 'user_session_outputs'; results: UserSessionOutputs };

export type TransactionKindName = ConsensusTransactionKind['kind'];

/** Kind tags on the wire, append-only for ever; ours start at 64 (`docs/spec/wire.md#kinds`). */
export const KIND_TAGS = {
  dwallet_checkpoint_signature: 0,
  system_checkpoint_signature: 1,
  capability_notification_v1: 2,
  end_of_publish: 3,
  validator_mpc_data_announcement: 11,
  relayed_validator_mpc_data_announcement: 12,
  epoch_mpc_data_ready_signal: 13,
  end_of_publish_v2: 14,
  epoch_opened: 64,
  next_committee_published: 65,
  network_key_dkg_ready_signal: 66,
  session_output_vote: 67,
  epoch_ended: 68,
  user_session_outputs: 69,
} as const satisfies Record<TransactionKindName, number>;

export interface ConsensusTransaction {
  /** 16 hex digits (8 bytes); for tracing only, bound by no rule. */
  trackingId: string;
  body: ConsensusTransactionKind;
}
