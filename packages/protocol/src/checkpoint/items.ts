import type { Digest, Epoch, ObjectId, Round, SequenceNumber } from '../identifiers.ts';
import type { NetworkKeyOutputKind } from '../messages/index.ts';
import type { CheckpointKind } from './signing.ts';

/** One thing a checkpoint tells the chain, as the log's fold decides it: digests in place of bytes. */
export type CheckpointItem =
  | { type: 'network_key_output'; keyId: ObjectId; output: NetworkKeyOutputKind; digest: Digest }
  | {
      type: 'user_session';
      sessionId: ObjectId;
      sequenceNumber: SequenceNumber;
      digest: Digest;
      rejected: boolean;
    }
  | { type: 'set_next_protocol_version'; version: number }
  | { type: 'end_of_publish' };

/** What a checkpoint holds, decided in log order and equal on every validator. `docs/spec/handoff.md#checkpoints` */
export interface CheckpointDescriptor {
  epoch: Epoch;
  kind: CheckpointKind;
  sequenceNumber: SequenceNumber;
  items: readonly CheckpointItem[];
  /** Round of the commit that decided it. */
  round: Round;
}
