import type { AppendMessage, CommitAppend, StoredRecord } from '@baton/log';
import { blake2b256, type CommitMarker, type Digest, encodeCommitMarker, signCommitMarker } from '@baton/protocol';
import type { EpochLedger } from './ledger.ts';
import type { SequencerSettings } from './settings.ts';

export interface BuiltCommit {
  marker: CommitMarker;
  append: CommitAppend;
}

/** The commit that follows the ledger's head: next round, time that never goes back. docs/spec/log.md#commit */
export function buildCommit(
  ledger: EpochLedger,
  messages: readonly AppendMessage[],
  settings: Pick<SequencerSettings, 'sign' | 'now'>,
): BuiltCommit {
  const messageDigests: Digest[] = messages.map(({ bytes }) => blake2b256(bytes));
  const marker = signCommitMarker(
    {
      epoch: ledger.epoch,
      round: ledger.round + 1,
      timestampMs: Math.max(ledger.timestampMs, settings.now()),
      prevDigest: ledger.headDigest,
      messageDigests,
    },
    settings.sign,
  );
  const append = { messages, marker: encodeCommitMarker(marker), expectedLastSequence: ledger.lastSequence };
  return { marker, append };
}

/** The records that an append of this commit leaves in the stream. */
export function recordsOf({ append }: BuiltCommit): StoredRecord[] {
  const first = append.expectedLastSequence + 1;
  const transactions = append.messages.map(({ bytes, trace }, index): StoredRecord => {
    return { sequence: first + index, type: 'transaction', bytes, trace };
  });
  const sequence = first + transactions.length;
  return [...transactions, { sequence, type: 'commit', bytes: append.marker, trace: {} }];
}
