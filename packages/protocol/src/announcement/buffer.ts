import type { Committee } from '../committee.ts';
import type { AuthorityName, Digest, Epoch, SequenceNumber, TimestampMs } from '../identifiers.ts';
import type { SignedValidatorMpcDataAnnouncement } from '../messages/index.ts';
import { verifyJoinerAnnouncement } from './joiner.ts';

export const JOINER_BUFFER_CAP = 1024;
export const JOINER_BUFFER_TTL_MS = 300_000;
/** Candidates one relayer may have waiting for one joiner. */
export const CANDIDATES_PER_RELAYER_AND_JOINER = 4;

/** A relayed announcement that can't be judged yet because the next committee is not recorded. */
export interface BufferedJoiner {
  signed: SignedValidatorMpcDataAnnouncement;
  /** Digest of the transaction's body: tells apart candidates of one joiner. */
  digest: Digest;
  relayer: AuthorityName;
  /** Consensus time at which it was sequenced. */
  arrivedMs: TimestampMs;
  sequence: SequenceNumber;
}

export interface BufferChange {
  buffer: readonly BufferedJoiner[];
  added: readonly BufferedJoiner[];
  removed: readonly BufferedJoiner[];
}

export interface PushBufferedJoiner {
  buffer: readonly BufferedJoiner[];
  candidate: BufferedJoiner;
  /** Consensus time. */
  nowMs: TimestampMs;
  /** Seats that can relay: the buffer is shared among them in equal parts. */
  relayers: number;
}

/**
 * Buffers one more candidate. Several are kept per joiner, so a forged relay never displaces the genuine one; a relayer
 * that used up its share is refused rather than given another's place. `docs/spec/freeze.md#joiner-buffer`
 */
export function pushBufferedJoinerAnnouncement(input: PushBufferedJoiner): BufferChange {
  const { kept, removed } = expire(input.buffer, input.nowMs);
  const { candidate } = input;
  const ofRelayer = kept.filter((entry) => entry.relayer === candidate.relayer);
  const ofPair = ofRelayer.filter((entry) => joinerOf(entry) === joinerOf(candidate));
  const share = Math.max(1, Math.floor(JOINER_BUFFER_CAP / Math.max(1, input.relayers)));
  const refused =
    kept.some((entry) => joinerOf(entry) === joinerOf(candidate) && entry.digest === candidate.digest) ||
    ofPair.length >= CANDIDATES_PER_RELAYER_AND_JOINER ||
    ofRelayer.length >= share;
  if (refused) return { buffer: removed.length === 0 ? input.buffer : kept, added: [], removed };
  const buffer = [...kept, candidate];
  const over = buffer.splice(0, Math.max(0, buffer.length - JOINER_BUFFER_CAP));
  return { buffer, added: [candidate], removed: [...removed, ...over] };
}

export interface ReevaluateBufferedJoiners {
  buffer: readonly BufferedJoiner[];
  expectedEpoch: Epoch;
  nextCommittee: Committee;
  nowMs: TimestampMs;
}

/** Judges what waited: accepted entries leave for the table, unregistered ones stay with their arrival time. */
export function reevaluateBufferedJoinerAnnouncements(input: ReevaluateBufferedJoiners): {
  accepted: readonly BufferedJoiner[];
  kept: readonly BufferedJoiner[];
  dropped: readonly BufferedJoiner[];
} {
  const { kept: live, removed: dropped } = expire(input.buffer, input.nowMs);
  const accepted: BufferedJoiner[] = [];
  const kept: BufferedJoiner[] = [];
  for (const entry of live) {
    const verdict = verifyJoinerAnnouncement({
      signed: entry.signed,
      expectedEpoch: input.expectedEpoch,
      nextCommittee: input.nextCommittee,
    });
    if (verdict === 'accept') accepted.push(entry);
    else if (verdict === 'unregistered_joiner') kept.push(entry);
    else dropped.push(entry);
  }
  return { accepted, kept, dropped };
}

export function expireBufferedJoiners(buffer: readonly BufferedJoiner[], nowMs: TimestampMs): BufferChange {
  const { kept, removed } = expire(buffer, nowMs);
  return { buffer: removed.length === 0 ? buffer : kept, added: [], removed };
}

function expire(buffer: readonly BufferedJoiner[], nowMs: TimestampMs) {
  const kept: BufferedJoiner[] = [];
  const removed: BufferedJoiner[] = [];
  for (const entry of buffer) (nowMs - entry.arrivedMs >= JOINER_BUFFER_TTL_MS ? removed : kept).push(entry);
  return { kept, removed };
}

function joinerOf(entry: BufferedJoiner): AuthorityName {
  return entry.signed.announcement.validator;
}
