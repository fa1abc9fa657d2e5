import type { Committee } from '../committee.ts';
import { type AuthorityName, compareHex, type Epoch, type SequenceNumber } from '../identifiers.ts';
import type { EpochMpcDataReadySignal, ValidatedPeer } from '../messages/index.ts';

import type { ReadyToFinalize } from './emit-gate.ts';
import type { BlobVerdicts } from './locally-validated.ts';
import { isStrictSuperset } from './record.ts';

export interface DecideReadySignalEmission {
  authority: AuthorityName;
  epoch: Epoch;
  committee: Committee;
  frozen: boolean;
  /** The recorded row equals the own announcement in timestamp and digest. */
  ownAnnouncementConfirmed: boolean;
  validatedPeers: readonly ValidatedPeer[];
  /** Used to go on attesting a recorded pair whose peer announced something newer that is not held yet. */
  blobs: BlobVerdicts;
  gate: ReadyToFinalize;
  /** The own row as the log recorded it. */
  recorded: { sequenceNumber: SequenceNumber; validatedPeers: readonly ValidatedPeer[] } | null;
  /** The content of an own signal that is submitted and not yet recorded. */
  pending: readonly ValidatedPeer[] | null;
  /** The lowest number not yet reserved (0 at first). A reserved number is never used again, whatever became of it. */
  nextSequenceNumber: SequenceNumber;
  /** Numbers whose key the log is known to have processed. */
  processedSequenceNumbers: readonly SequenceNumber[];
}

export type ReadySignalEmission =
  | {
      action: 'emit';
      signal: EpochMpcDataReadySignal;
      /** To be stored before the submission. */
      nextSequenceNumber: SequenceNumber;
    }
  | {
      action: 'withhold';
      reason:
        | 'announcement_unconfirmed'
        | 'frozen'
        | 'below_quorum_coverage'
        | 'gate_closed'
        | 'nothing_new'
        | 'would_be_ignored'
        | 'already_submitted';
    };

/**
 * Whether to emit, and what. Compares name sets with the own last recorded row, as receivers do: counting would let a
 * sender believe in a signal that everyone ignored. `docs/spec/freeze.md#re-emission`
 */
export function decideReadySignalEmission(input: DecideReadySignalEmission): ReadySignalEmission {
  if (!input.ownAnnouncementConfirmed) return { action: 'withhold', reason: 'announcement_unconfirmed' };
  if (input.frozen) return { action: 'withhold', reason: 'frozen' };
  let coverage = 0;
  for (const { name } of input.validatedPeers) coverage += input.committee.stakeOf(name);
  if (coverage < input.committee.quorumThreshold) return { action: 'withhold', reason: 'below_quorum_coverage' };
  if (input.gate.verdict === 'not_yet') return { action: 'withhold', reason: 'gate_closed' };

  const content = withStillAttestable(input);
  const recorded = input.recorded?.validatedPeers ?? [];
  if (!isStrictSuperset(content, recorded)) {
    const names = new Set(recorded.map((peer) => peer.name));
    const grows = content.some((peer) => !names.has(peer.name));
    return { action: 'withhold', reason: grows ? 'would_be_ignored' : 'nothing_new' };
  }
  if (input.pending !== null && !isStrictSuperset(content, input.pending)) {
    return { action: 'withhold', reason: 'already_submitted' };
  }
  const sequenceNumber = reserve(input);
  return {
    action: 'emit',
    signal: { authority: input.authority, epoch: input.epoch, sequenceNumber, validatedPeers: content },
    nextSequenceNumber: sequenceNumber + 1,
  };
}

function withStillAttestable(input: DecideReadySignalEmission): ValidatedPeer[] {
  const byName = new Map<AuthorityName, ValidatedPeer>();
  for (const peer of input.recorded?.validatedPeers ?? []) {
    if (input.blobs[peer.digest] === 'valid') byName.set(peer.name, peer);
  }
  for (const peer of input.validatedPeers) byName.set(peer.name, peer);
  return [...byName.values()].sort((a, b) => compareHex(a.name, b.name));
}

function reserve(input: DecideReadySignalEmission): SequenceNumber {
  const processed = new Set(input.processedSequenceNumbers);
  let next = Math.max(input.nextSequenceNumber, (input.recorded?.sequenceNumber ?? -1) + 1);
  while (processed.has(next)) next += 1;
  return next;
}
