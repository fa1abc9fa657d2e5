import { struct, taggedUnion, vector } from '../bcs/composites.ts';
import { type Codec, decodeStrict, encode } from '../bcs/index.ts';
import { u64 } from '../bcs/primitives.ts';
import type { Epoch, SequenceNumber } from '../identifiers.ts';

/** What a system checkpoint tells the system object: the kinds this product sends, in the chain's own layout. */
export type SystemCheckpointMessageKind =
  | { kind: 'set_next_protocol_version'; version: number }
  | { kind: 'end_of_publish' };

export interface SystemCheckpointMessage {
  epoch: Epoch;
  sequenceNumber: SequenceNumber;
  messages: SystemCheckpointMessageKind[];
}

/** The chain's kinds that this product never sends; a message with one is refused by name. */
const NOT_USED: Readonly<Record<number, string>> = {
  1: 'SetEpochDurationMs',
  2: 'SetStakeSubsidyStartEpoch',
  3: 'SetStakeSubsidyRate',
  4: 'SetStakeSubsidyPeriodLength',
  5: 'SetMinValidatorCount',
  6: 'SetMaxValidatorCount',
  7: 'SetMinValidatorJoiningStake',
  8: 'SetMaxValidatorChangeCount',
  9: 'SetRewardSlashingRate',
  11: 'SetApprovedUpgrade',
  12: 'SetOrRemoveWitnessApprovingAdvanceEpochMessageType',
};

const kindCodec: Codec<SystemCheckpointMessageKind> = taggedUnion<'kind', SystemCheckpointMessageKind>(
  'SystemCheckpointMessageKind',
  'kind',
  {
    set_next_protocol_version: {
      tag: 0,
      fields: struct<{ version: number }>('SetNextConfigVersion', { version: u64 }),
    },
    end_of_publish: { tag: 10, fields: struct<object>('EndOfPublish', {}) },
  },
  NOT_USED,
);

export const systemCheckpointMessageCodec: Codec<SystemCheckpointMessage> = struct('SystemCheckpointMessage', {
  epoch: u64,
  sequenceNumber: u64,
  messages: vector(kindCodec),
});

/** The contents that members sign and the system object reads. */
export function encodeSystemCheckpoint(message: SystemCheckpointMessage): Uint8Array<ArrayBuffer> {
  return encode(systemCheckpointMessageCodec, message);
}

/** Throws the codes of strict decoding; a kind that is not used here is `UNKNOWN_KIND` with its name. */
export function decodeSystemCheckpoint(bytes: Uint8Array): SystemCheckpointMessage {
  return decodeStrict(systemCheckpointMessageCodec, bytes);
}
