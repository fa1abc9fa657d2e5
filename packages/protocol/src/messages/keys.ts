import { struct, taggedUnion } from '../bcs/composites.ts';
import { authorityNameCodec, objectIdCodec } from '../bcs/identifiers.ts';
import { type Codec, encode } from '../bcs/index.ts';
import { u64 } from '../bcs/primitives.ts';
import { blake2b256 } from '../crypto/index.ts';
import type { AuthorityName, Digest, Epoch, ObjectId, SequenceNumber, TimestampMs } from '../identifiers.ts';
import { type NetworkKeyOutputKind, networkKeyOutputKindCodec } from './network-key.ts';
import type { ConsensusTransaction, TransactionKindName } from './transaction.ts';
import { transactionKindCodec } from './transaction-codec.ts';

interface CheckpointKey {
  authority: AuthorityName;
  sequenceNumber: SequenceNumber;
}
interface AuthorityKey {
  authority: AuthorityName;
}
interface AnnouncementKey {
  validator: AuthorityName;
  epoch: Epoch;
  timestampMs: TimestampMs;
}
interface EpochKey {
  epoch: Epoch;
}
interface DkgReadyKey {
  authority: AuthorityName;
  keyId: ObjectId;
  epoch: Epoch;
}
interface SessionBatchKey extends EpochKey {
  authority: AuthorityName;
  batch: SequenceNumber;
}
interface OutputVoteKey extends DkgReadyKey {
  output: NetworkKeyOutputKind;
}

/** What makes two messages the same one: digests, signatures, relayers and peer sets take no part. */
export type ConsensusTransactionKey =
  | ({ kind: 'dwallet_checkpoint_signature' | 'system_checkpoint_signature' } & CheckpointKey)
  | ({ kind: 'capability_notification_v1'; generation: number } & AuthorityKey)
  | ({ kind: 'end_of_publish' | 'end_of_publish_v2' } & AuthorityKey)
  | ({ kind: 'validator_mpc_data_announcement' | 'relayed_validator_mpc_data_announcement' } & AnnouncementKey)
  | { kind: 'epoch_mpc_data_ready_signal'; authority: AuthorityName; epoch: Epoch; sequenceNumber: SequenceNumber }
  | ({ kind: 'epoch_opened' | 'next_committee_published' | 'epoch_ended' } & EpochKey)
  | ({ kind: 'network_key_dkg_ready_signal' } & DkgReadyKey)
  | ({ kind: 'session_output_vote' } & OutputVoteKey)
  | ({ kind: 'user_session_outputs' } & SessionBatchKey);

/** Key tags differ from the kind tags (`docs/spec/wire.md#keys`); append-only for ever. */
export const KEY_TAGS = {
  dwallet_checkpoint_signature: 0,
  capability_notification_v1: 1,
  end_of_publish: 2,
  system_checkpoint_signature: 5,
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

const checkpointKey = struct<CheckpointKey>('CheckpointKey', { authority: authorityNameCodec, sequenceNumber: u64 });
const authorityKey = struct<AuthorityKey>('AuthorityKey', { authority: authorityNameCodec });
const epochKey = struct<EpochKey>('EpochKey', { epoch: u64 });
const announcementKey = struct<AnnouncementKey>('AnnouncementKey', {
  validator: authorityNameCodec,
  epoch: u64,
  timestampMs: u64,
});

export const transactionKeyCodec: Codec<ConsensusTransactionKey> = taggedUnion<'kind', ConsensusTransactionKey>(
  'ConsensusTransactionKey',
  'kind',
  {
    dwallet_checkpoint_signature: { tag: KEY_TAGS.dwallet_checkpoint_signature, fields: checkpointKey },
    system_checkpoint_signature: { tag: KEY_TAGS.system_checkpoint_signature, fields: checkpointKey },
    capability_notification_v1: {
      tag: KEY_TAGS.capability_notification_v1,
      fields: struct<AuthorityKey & { generation: number }>('CapabilityKey', {
        authority: authorityNameCodec,
        generation: u64,
      }),
    },
    end_of_publish: { tag: KEY_TAGS.end_of_publish, fields: authorityKey },
    end_of_publish_v2: { tag: KEY_TAGS.end_of_publish_v2, fields: authorityKey },
    validator_mpc_data_announcement: { tag: KEY_TAGS.validator_mpc_data_announcement, fields: announcementKey },
    relayed_validator_mpc_data_announcement: {
      tag: KEY_TAGS.relayed_validator_mpc_data_announcement,
      fields: announcementKey,
    },
    epoch_mpc_data_ready_signal: {
      tag: KEY_TAGS.epoch_mpc_data_ready_signal,
      fields: struct<AuthorityKey & EpochKey & { sequenceNumber: SequenceNumber }>('ReadySignalKey', {
        authority: authorityNameCodec,
        epoch: u64,
        sequenceNumber: u64,
      }),
    },
    epoch_opened: { tag: KEY_TAGS.epoch_opened, fields: epochKey },
    next_committee_published: { tag: KEY_TAGS.next_committee_published, fields: epochKey },
    epoch_ended: { tag: KEY_TAGS.epoch_ended, fields: epochKey },
    network_key_dkg_ready_signal: {
      tag: KEY_TAGS.network_key_dkg_ready_signal,
      fields: struct<DkgReadyKey>('DkgReadyKey', { authority: authorityNameCodec, keyId: objectIdCodec, epoch: u64 }),
    },
    session_output_vote: {
      tag: KEY_TAGS.session_output_vote,
      fields: struct<OutputVoteKey>('OutputVoteKey', {
        authority: authorityNameCodec,
        epoch: u64,
        keyId: objectIdCodec,
        output: networkKeyOutputKindCodec,
      }),
    },
    user_session_outputs: {
      tag: KEY_TAGS.user_session_outputs,
      fields: struct<SessionBatchKey>('SessionBatchKey', { authority: authorityNameCodec, epoch: u64, batch: u64 }),
    },
  },
);

/** The wrapper of keys that come from outside the sequencer: `SequencedConsensusTransactionKey::External`. */
interface SequencedKey {
  source: 'external';
  key: ConsensusTransactionKey;
}

const sequencedKeyCodec = taggedUnion<'source', SequencedKey>('SequencedConsensusTransactionKey', 'source', {
  external: { tag: 0, fields: struct<{ key: ConsensusTransactionKey }>('External', { key: transactionKeyCodec }) },
});

export function transactionKey({ body }: Pick<ConsensusTransaction, 'body'>): ConsensusTransactionKey {
  switch (body.kind) {
    case 'dwallet_checkpoint_signature':
    case 'system_checkpoint_signature': {
      const { authority, checkpoint } = body.checkpointSignature;
      return { kind: body.kind, authority, sequenceNumber: checkpoint.sequenceNumber };
    }
    case 'capability_notification_v1': {
      const { authority, generation } = body.notification;
      return { kind: body.kind, authority, generation };
    }
    case 'end_of_publish':
    case 'end_of_publish_v2':
      return { kind: body.kind, authority: body.authority };
    case 'validator_mpc_data_announcement': {
      const { validator, epoch, timestampMs } = body.announcement;
      return { kind: body.kind, validator, epoch, timestampMs };
    }
    case 'relayed_validator_mpc_data_announcement': {
      const { validator, epoch, timestampMs } = body.signed.announcement;
      return { kind: body.kind, validator, epoch, timestampMs };
    }
    case 'epoch_mpc_data_ready_signal': {
      const { authority, epoch, sequenceNumber } = body.signal;
      return { kind: body.kind, authority, epoch, sequenceNumber };
    }
    case 'epoch_opened':
    case 'next_committee_published':
    case 'epoch_ended':
      return { kind: body.kind, epoch: body.record.epoch };
    case 'network_key_dkg_ready_signal': {
      const { authority, keyId, epoch } = body.signal;
      return { kind: body.kind, authority, keyId, epoch };
    }
    case 'session_output_vote': {
      const { authority, epoch, keyId, output } = body.vote;
      return { kind: body.kind, authority, epoch, keyId, output };
    }
    case 'user_session_outputs': {
      const { authority, epoch, batch } = body.results;
      return { kind: body.kind, authority, epoch, batch };
    }
  }
}

/** Blake2b-256 of the wrapped key. Rule: docs/spec/wire.md#keys. */
export function keyDigest(transaction: Pick<ConsensusTransaction, 'body'>): Digest {
  return blake2b256(encode(sequencedKeyCodec, { source: 'external', key: transactionKey(transaction) }));
}

/**
 * What admission dedups by: the key, whose fields are bound to the author, except for a relay. There it is the whole
 * body, so that a forged relay can't burn the key of the genuine one.
 */
export function dedupIdentity(transaction: Pick<ConsensusTransaction, 'body'>): Digest {
  return transaction.body.kind === 'relayed_validator_mpc_data_announcement'
    ? blake2b256(encode(transactionKindCodec, transaction.body))
    : keyDigest(transaction);
}
