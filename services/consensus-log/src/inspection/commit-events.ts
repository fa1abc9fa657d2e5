import type { DeliveredCommit } from '@baton/log';
import { EventFeed } from '@baton/service-runtime';

/** Commits and messages that are kept for clients that come back, together: minutes of a busy log, half an hour of a quiet one. */
const KEPT = 20_000;

/** A feed of commits. Their ids are the same at every sequencer and in each of its lives: `<epoch>-<round>`. */
export class CommitEvents {
  readonly feed = new EventFeed(KEPT);

  committed({ epoch, round, timestampMs, messages }: DeliveredCommit): void {
    const told = messages.map(({ sequence, envelope }) => ({
      sequence,
      kind: envelope?.transaction.body.kind ?? null,
      author: envelope?.author ?? null,
    }));
    const data = { epoch, round, timestampMs, messages: told };
    this.feed.publish('commit', data, { id: `${epoch}-${round}`, weight: 1 + messages.length });
  }
}
