import type { JetStreamClient } from '@nats-io/jetstream';
import type { AppendOutcome, CommitAppend } from '../store.ts';
import { messageHeaders } from './headers.ts';

/** How long the server may take to make a commit durable before its fate counts as unknown. */
const APPEND_TIMEOUT_MS = 5_000;

export interface AppendSubjects {
  stream: string;
  commit: string;
  transaction(kind: string): string;
}

/**
 * One fenced atomic batch: the messages, then the marker. The client reports a lost fence, a torn batch and a lost
 * connection alike, so each failure means no more than "not known to be appended". docs/spec/log.md#commit
 */
export async function appendCommit(
  client: JetStreamClient,
  subjects: AppendSubjects,
  commit: CommitAppend,
): Promise<AppendOutcome> {
  const expect = { lastSequence: commit.expectedLastSequence };
  const timeout = APPEND_TIMEOUT_MS;
  try {
    const [first, ...rest] = commit.messages;
    if (!first) {
      const ack = await client.publish(subjects.commit, commit.marker, { expect, timeout });
      return { outcome: 'appended', lastSequence: ack.seq };
    }
    const batch = await client.startBatch(subjects.transaction(first.kind), first.bytes, {
      expect,
      timeout,
      headers: messageHeaders(first),
    });
    for (const message of rest) {
      batch.add(subjects.transaction(message.kind), message.bytes, { headers: messageHeaders(message) });
    }
    const ack = await batch.commit(subjects.commit, commit.marker, { timeout });
    return { outcome: 'appended', lastSequence: ack.seq };
  } catch (cause) {
    return { outcome: 'not-appended', reason: cause instanceof Error ? cause.message : String(cause), cause };
  }
}
