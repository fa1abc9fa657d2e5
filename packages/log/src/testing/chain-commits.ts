import {
  blake2b256,
  type Digest,
  type Epoch,
  encodeCommitMarker,
  genesisDigest,
  signCommitMarker,
} from '@baton/protocol';
import type { AppendMessage, CommitAppend } from '../store.ts';
import type { TestNetwork } from './network.ts';

export interface TestChainCommit {
  round: number;
  timestampMs: number;
  messages: readonly Uint8Array[];
}

/** Appends that chain the given commits from the genesis on, as an honest sequencer would make them. */
export function chainCommits(network: TestNetwork, epoch: Epoch, commits: readonly TestChainCommit[]): CommitAppend[] {
  let prevDigest: Digest = genesisDigest(network.name, epoch);
  let lastSequence = 0;
  return commits.map(({ round, timestampMs, messages }) => {
    const messageDigests = messages.map((bytes) => blake2b256(bytes));
    const marker = signCommitMarker({ epoch, round, timestampMs, prevDigest, messageDigests }, network.signAsSequencer);
    prevDigest = marker.digest;
    const append = {
      messages: messages.map(plain),
      marker: encodeCommitMarker(marker),
      expectedLastSequence: lastSequence,
    };
    lastSequence += messages.length + 1;
    return append;
  });
}

function plain(bytes: Uint8Array): AppendMessage {
  return { bytes, kind: 'test', author: 'test', keyDigest: 'test', trace: {} };
}
