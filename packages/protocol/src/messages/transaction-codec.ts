import { struct, taggedUnion } from '../bcs/composites.ts';
import { authorityNameCodec } from '../bcs/identifiers.ts';
import { type Codec, fixedHex } from '../bcs/primitives.ts';
import type { AuthorityName } from '../identifiers.ts';
import {
  announcementCodec,
  type SignedValidatorMpcDataAnnouncement,
  signedAnnouncementCodec,
  type ValidatorMpcDataAnnouncement,
} from './announcement.ts';
import { type CapabilityNotification, capabilityNotificationCodec } from './capability.ts';
import { type CheckpointSignature, checkpointSignatureCodec } from './checkpoint.ts';
import {
  type EpochEnded,
  type EpochOpened,
  epochEndedCodec,
  epochOpenedCodec,
  type NextCommitteePublished,
  nextCommitteePublishedCodec,
} from './epoch-records.ts';
import { type HandoffSignatureMessage, handoffSignatureMessageCodec } from './handoff.ts';
import {
  type NetworkKeyDkgReadySignal,
  networkKeyDkgReadySignalCodec,
  type SessionOutputVote,
  sessionOutputVoteCodec,
} from './network-key.ts';
import { type EpochMpcDataReadySignal, readySignalCodec } from './ready-signal.ts';
import { type ConsensusTransaction, type ConsensusTransactionKind, KIND_TAGS } from './transaction.ts';
import { type UserSessionOutputs, userSessionOutputsCodec } from './user-session.ts';

const checkpointFields = struct<{ checkpointSignature: CheckpointSignature }>('CheckpointSignatureKind', {
  checkpointSignature: checkpointSignatureCodec,
});

export const transactionKindCodec: Codec<ConsensusTransactionKind> = taggedUnion<'kind', ConsensusTransactionKind>(
  'ConsensusTransactionKind',
  'kind',
  {
    dwallet_checkpoint_signature: { tag: KIND_TAGS.dwallet_checkpoint_signature, fields: checkpointFields },
    system_checkpoint_signature: { tag: KIND_TAGS.system_checkpoint_signature, fields: checkpointFields },
    capability_notification_v1: {
      tag: KIND_TAGS.capability_notification_v1,
      fields: struct<{ notification: CapabilityNotification }>('CapabilityNotificationV1', {
        notification: capabilityNotificationCodec,
      }),
    },
    end_of_publish: {
      tag: KIND_TAGS.end_of_publish,
      fields: struct<{ authority: AuthorityName }>('EndOfPublish', { authority: authorityNameCodec }),
    },
    validator_mpc_data_announcement: {
      tag: KIND_TAGS.validator_mpc_data_announcement,
      fields: struct<{ announcement: ValidatorMpcDataAnnouncement }>('Announcement', {
        announcement: announcementCodec,
      }),
    },
    relayed_validator_mpc_data_announcement: {
      tag: KIND_TAGS.relayed_validator_mpc_data_announcement,
      fields: struct<{ signed: SignedValidatorMpcDataAnnouncement }>('RelayedAnnouncement', {
        signed: signedAnnouncementCodec,
      }),
    },
    epoch_mpc_data_ready_signal: {
      tag: KIND_TAGS.epoch_mpc_data_ready_signal,
      fields: struct<{ signal: EpochMpcDataReadySignal }>('ReadySignal', { signal: readySignalCodec }),
    },
    end_of_publish_v2: {
      tag: KIND_TAGS.end_of_publish_v2,
      fields: struct<{ authority: AuthorityName; handoffSignature: HandoffSignatureMessage }>('EndOfPublishV2', {
        authority: authorityNameCodec,
        handoffSignature: handoffSignatureMessageCodec,
      }),
    },
    epoch_opened: {
      tag: KIND_TAGS.epoch_opened,
      fields: struct<{ record: EpochOpened }>('EpochOpenedKind', { record: epochOpenedCodec }),
    },
    next_committee_published: {
      tag: KIND_TAGS.next_committee_published,
      fields: struct<{ record: NextCommitteePublished }>('NextCommitteePublishedKind', {
        record: nextCommitteePublishedCodec,
      }),
    },
    network_key_dkg_ready_signal: {
      tag: KIND_TAGS.network_key_dkg_ready_signal,
      fields: struct<{ signal: NetworkKeyDkgReadySignal }>('NetworkKeyDkgReadySignalKind', {
        signal: networkKeyDkgReadySignalCodec,
      }),
    },
    session_output_vote: {
      tag: KIND_TAGS.session_output_vote,
      fields: struct<{ vote: SessionOutputVote }>('SessionOutputVoteKind', { vote: sessionOutputVoteCodec }),
    },
    epoch_ended: {
      tag: KIND_TAGS.epoch_ended,
      fields: struct<{ record: EpochEnded }>('EpochEndedKind', { record: epochEndedCodec }),
    },
    user_session_outputs: {
      tag: KIND_TAGS.user_session_outputs,
      fields: struct<{ results: UserSessionOutputs }>('UserSessionOutputsKind', { results: userSessionOutputsCodec }),
    },
  },
);

const TRACKING_ID_BYTES = 8;

export const transactionCodec: Codec<ConsensusTransaction> = struct('ConsensusTransaction', {
  trackingId: fixedHex<string>('TrackingId', TRACKING_ID_BYTES),
  body: transactionKindCodec,
});
