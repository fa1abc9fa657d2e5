import type { AuthorityName, Digest } from '@baton/protocol';
import type { SubmissionState } from '@baton/read-model';
import type { BlobClient, OutputSlot } from './blob-client.ts';
import type { EpochTask } from './epoch-task.ts';
import { AnnouncerError } from './errors.ts';

export interface AcceptedOutput {
  digest: Digest;
  size: number;
  /** `too_late`: kept and filed, but the session's epoch is over, so nobody counts a vote any more */
  vote: SubmissionState | 'too_late';
}

/**
 * The engine's output of a session: bytes stored and filed first, then the vote on their digest, submitted until it is
 * sequenced and taken up again after a restart. docs/spec/producer.md#network-key-outputs
 */
export async function acceptNetworkKeyOutput(
  slot: OutputSlot,
  bytes: Uint8Array,
  {
    self,
    blobs,
    task,
    signal,
  }: { self: AuthorityName; blobs: BlobClient; task: EpochTask | undefined; signal: AbortSignal },
): Promise<AcceptedOutput> {
  if (bytes.length === 0) throw new AnnouncerError('OUTPUT_EMPTY', 'an output has at least one byte');
  if (task === undefined || slot.epoch > task.epoch) {
    throw new AnnouncerError('SESSION_EPOCH_NOT_OPEN', `epoch ${slot.epoch} has not begun here`);
  }
  const digest = await blobs.registerOutput(slot, bytes, signal);
  if (slot.epoch < task.epoch) return { digest, size: bytes.length, vote: 'too_late' };
  const vote = { authority: self, ...slot, digest };
  const entry = await task.outbox.ensure({ kind: 'session_output_vote', vote });
  return { digest, size: bytes.length, vote: entry.state };
}
