import {
  blobDigest,
  type Committee,
  type Digest,
  type Epoch,
  isStructurallyValidMpcData,
  type SignedValidatorMpcDataAnnouncement,
  type TimestampMs,
  verifyJoinerAnnouncement,
} from '@baton/protocol';

/** Why a member does not relay a joiner's announcement; the joiner may try again whatever it is. */
export const RELAY_REASONS = [
  'not_participating',
  'wrong_epoch',
  'next_committee_unknown',
  'unregistered_joiner',
  'invalid_signature',
  'zero_timestamp',
  'stale_timestamp',
  'too_many_announcements',
  'blob_hash_mismatch',
  'blob_undecodable',
  'blob_not_stored',
  'not_submitted',
  'not_sequenced',
] as const;
export type RelayReason = (typeof RELAY_REASONS)[number];

export type RelayAnswer = { outcome: 'accepted' } | { outcome: 'rejected'; reason: RelayReason; detail?: string };

export interface CheckRelayedAnnouncement {
  signed: SignedValidatorMpcDataAnnouncement;
  /** The epoch in which this node produces; null while it does not. */
  currentEpoch: Epoch | null;
  /** The committee of the next epoch, from the chain or the log; null while neither tells. */
  nextCommittee: Committee | null;
  /** What the log has recorded of this joiner for the next epoch. */
  recorded: { timestampMs: TimestampMs; blobHash: Digest } | null;
}

export type AnnouncementCheck = { verdict: 'relay' | 'recorded' } | { verdict: 'reject'; reason: RelayReason };

/** First match, in this order; `recorded`: the log has this very one already. docs/spec/producer.md#relay */
export function checkRelayedAnnouncement(input: CheckRelayedAnnouncement): AnnouncementCheck {
  const { signed, currentEpoch, nextCommittee, recorded } = input;
  const { epoch, timestampMs, blobHash } = signed.announcement;
  const reject = (reason: RelayReason): AnnouncementCheck => ({ verdict: 'reject', reason });
  if (currentEpoch === null) return reject('not_participating');
  if (epoch !== currentEpoch + 1) return reject('wrong_epoch');
  if (nextCommittee === null) return reject('next_committee_unknown');
  const verdict = verifyJoinerAnnouncement({ signed, expectedEpoch: epoch, nextCommittee });
  if (verdict === 'inconsistent_envelope') return reject('wrong_epoch');
  if (verdict !== 'accept') return reject(verdict);
  if (timestampMs === 0) return reject('zero_timestamp');
  if (recorded?.timestampMs === timestampMs && recorded.blobHash === blobHash) return { verdict: 'recorded' };
  return recorded !== null && recorded.timestampMs >= timestampMs ? reject('stale_timestamp') : { verdict: 'relay' };
}

/** Hash first, then structure: the very test of the ready signal and of the assembly. */
export function checkRelayedBlob(blob: Uint8Array, announced: Digest): RelayReason | null {
  if (blobDigest(blob) !== announced) return 'blob_hash_mismatch';
  return isStructurallyValidMpcData(blob) ? null : 'blob_undecodable';
}
