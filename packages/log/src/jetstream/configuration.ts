import { type Epoch, MAX_MESSAGE_BYTES } from '@baton/protocol';
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { streamName, streamSubjects } from '../subjects.ts';

export interface StreamOptions {
  /** Copies in the JetStream cluster: 1 on a single server, 3 in production. */
  replicas: number;
  /** Largest message the stream takes, headers included. */
  messageBytesMax: number;
}

/** Room a message's headers take beside its envelope. */
const HEADER_BYTES_MAX = 4_096;

export const STREAM_OPTIONS: StreamOptions = { replicas: 1, messageBytesMax: MAX_MESSAGE_BYTES + HEADER_BYTES_MAX };

/** An epoch's stream: kept on disk without limit, nothing deletable, atomic batches. docs/spec/log.md#stream */
export function streamConfiguration(
  network: string,
  epoch: Epoch,
  options: StreamOptions,
): Partial<StreamConfig> & { name: string } {
  return {
    name: streamName(network, epoch),
    subjects: streamSubjects(network, epoch),
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    max_msg_size: options.messageBytesMax,
    num_replicas: options.replicas,
    deny_delete: true,
    deny_purge: true,
    allow_rollup_hdrs: false,
    allow_direct: true,
    allow_atomic: true,
  };
}
