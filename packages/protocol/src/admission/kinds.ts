import type { ProtocolConfiguration } from '../configuration.ts';
import type { AuthorityName, Epoch } from '../identifiers.ts';
import type { ConsensusTransactionKind, TransactionKindName } from '../messages/index.ts';

/** Kinds only the sequencer writes. */
export function isSequencerKind(kind: TransactionKindName): boolean {
  return kind === 'epoch_opened' || kind === 'next_committee_published' || kind === 'epoch_ended';
}

/** Kinds that are still admitted between the close and the end of an epoch. */
export function isAdmittedAfterClose(kind: TransactionKindName): boolean {
  return kind === 'dwallet_checkpoint_signature' || kind === 'system_checkpoint_signature';
}

/** Whether the epoch's protocol version knows the kind. Rule: docs/spec/wire.md#admission. */
export function isKindInProtocol(kind: TransactionKindName, configuration: ProtocolConfiguration): boolean {
  switch (kind) {
    case 'end_of_publish':
      return !configuration.offChainValidatorMetadata;
    case 'validator_mpc_data_announcement':
    case 'relayed_validator_mpc_data_announcement':
    case 'epoch_mpc_data_ready_signal':
    case 'end_of_publish_v2':
    case 'network_key_dkg_ready_signal':
      return configuration.offChainValidatorMetadata;
    default:
      return true;
  }
}

/** The names a message's author must bear, all of them; none for a relay, which any member may send. */
export function boundAuthors(body: ConsensusTransactionKind): AuthorityName[] {
  switch (body.kind) {
    case 'dwallet_checkpoint_signature':
    case 'system_checkpoint_signature':
      return [body.checkpointSignature.authority];
    case 'capability_notification_v1':
      return [body.notification.authority];
    case 'end_of_publish':
      return [body.authority];
    case 'end_of_publish_v2':
      return [body.authority, body.handoffSignature.signer];
    case 'validator_mpc_data_announcement':
      return [body.announcement.validator];
    case 'epoch_mpc_data_ready_signal':
    case 'network_key_dkg_ready_signal':
      return [body.signal.authority];
    case 'session_output_vote':
      return [body.vote.authority];
    case 'user_session_outputs':
      return [body.results.authority];
    case 'relayed_validator_mpc_data_announcement':
    case 'epoch_opened':
    case 'next_committee_published':
    case 'epoch_ended':
      return [];
  }
}

/** Whether the epoch inside the message fits the epoch whose log it is for. */
export function innerEpochFits(body: ConsensusTransactionKind, current: Epoch): boolean {
  switch (body.kind) {
    case 'dwallet_checkpoint_signature':
    case 'system_checkpoint_signature':
      return body.checkpointSignature.checkpoint.epoch === current;
    case 'capability_notification_v1':
    case 'end_of_publish':
      return true;
    case 'validator_mpc_data_announcement':
      return body.announcement.epoch === current;
    case 'relayed_validator_mpc_data_announcement':
      return body.signed.announcement.epoch === current + 1;
    case 'epoch_mpc_data_ready_signal':
    case 'network_key_dkg_ready_signal':
      return body.signal.epoch === current;
    case 'end_of_publish_v2':
      return body.handoffSignature.attestation.epoch === current;
    case 'session_output_vote':
      return body.vote.epoch <= current;
    case 'user_session_outputs':
      return body.results.epoch === current;
    case 'epoch_opened':
      return body.record.epoch === current && body.record.committee.epoch === current;
    case 'next_committee_published':
      return body.record.epoch === current && body.record.committee.epoch === current + 1;
    case 'epoch_ended':
      return body.record.epoch === current;
  }
}
