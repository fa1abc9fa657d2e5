import type { AuthorityName, Epoch, UserSessionOutput } from '@baton/protocol';
import type { SubmissionState } from '@baton/read-model';
import type { EpochTask } from './epoch-task.ts';
import { AnnouncerError } from './errors.ts';

/** How long an answer waits for the batch to be sequenced; the caller asks again, or looks at what was agreed. */
export const BATCH_WAIT_MS = 10_000;

export interface AcceptedBatch {
  batch: number;
  state: SubmissionState;
  /** Why the log does not take it, or did not yet. */
  lastError: string | null;
}

/**
 * The engine's results of user sessions as one message. Its number tells batches apart and is never used again: it is the
 * clock, made to grow. A batch is not stored; what no quorum agreed on is posted anew. docs/spec/producer.md#user-sessions
 */
export class UserSessionBatches {
  readonly #self: AuthorityName;
  #last = 0;

  constructor(self: AuthorityName) {
    this.#self = self;
  }

  async submit(
    { epoch, outputs }: { epoch: Epoch; outputs: UserSessionOutput[] },
    task: EpochTask | undefined,
    signal: AbortSignal,
  ): Promise<AcceptedBatch> {
    if (task?.epoch !== epoch) {
      throw new AnnouncerError('SESSION_EPOCH_NOT_OPEN', `epoch ${epoch} is not the one this node takes part in`);
    }
    this.#last = Math.max(Date.now(), this.#last + 1);
    const results = { authority: this.#self, epoch, batch: this.#last, outputs };
    const entry = await task.outbox.ensure({ kind: 'user_session_outputs', results }, this.#last, { passing: true });
    await task.outbox.ended(entry, AbortSignal.any([signal, AbortSignal.timeout(BATCH_WAIT_MS)]));
    return { batch: results.batch, state: entry.state, lastError: entry.lastError };
  }
}
