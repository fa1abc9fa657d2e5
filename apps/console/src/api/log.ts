import * as v from 'valibot';
import { count, countOrNull, flag, instantOrNull, page, text, textOrNull } from './shapes.ts';

export const HeadSchema = v.object({
  network: text,
  epoch: count,
  round: count,
  sequence: count,
  digest: text,
  timestampMs: count,
  role: v.optional(text, 'unknown'),
  closed: flag,
  ended: flag,
});

const head = v.object({ round: count, sequence: count, digest: text, timestampMs: count });
export const LogEpochsSchema = page(
  v.object({
    epoch: count,
    commits: countOrNull,
    messages: countOrNull,
    firstRound: countOrNull,
    head: v.optional(v.nullable(head), null),
    sealed: flag,
    openedAtMs: instantOrNull,
  }),
);

const commit = v.object({
  round: count,
  timestampMs: count,
  sequence: count,
  txCount: v.optional(count, 0),
  digest: text,
  kinds: v.optional(v.record(v.string(), count), {}),
});
export type Commit = v.InferOutput<typeof commit>;
export const CommitsSchema = page(commit);
export const CommitSchema = v.looseObject(commit.entries);

const message = v.looseObject({
  sequence: count,
  round: count,
  timestampMs: count,
  kind: textOrNull,
  author: textOrNull,
  trackingId: textOrNull,
  keyDigest: textOrNull,
  digest: text,
  bytes: v.optional(count, 0),
  traceId: textOrNull,
  dropped: textOrNull,
  body: v.optional(v.unknown()),
});
export type Message = v.InferOutput<typeof message>;
export const MessagesSchema = page(message);
export const MessageSchema = v.looseObject({ ...message.entries, encoded: textOrNull });

/** Kinds on the log, in the order in which an epoch sees them. */
export const MESSAGE_KINDS = [
  'epoch_opened',
  'validator_mpc_data_announcement',
  'relayed_validator_mpc_data_announcement',
  'next_committee_published',
  'epoch_mpc_data_ready_signal',
  'network_key_dkg_ready_signal',
  'session_output_vote',
  'user_session_outputs',
  'capability_notification_v1',
  'end_of_publish',
  'end_of_publish_v2',
  'dwallet_checkpoint_signature',
  'system_checkpoint_signature',
  'epoch_ended',
] as const;
