import type { Committee } from '../committee.ts';
import { verifyEd25519 } from '../crypto/index.ts';
import type { Epoch } from '../identifiers.ts';
import { announcementSigningBytes, type SignedValidatorMpcDataAnnouncement } from '../messages/index.ts';

/** Verdict on a relayed announcement, in the order in which the checks are made. `docs/spec/freeze.md#relayed-announcements` */
export type JoinerVerdict = 'inconsistent_envelope' | 'unregistered_joiner' | 'invalid_signature' | 'accept';

export interface VerifyJoinerAnnouncement {
  signed: SignedValidatorMpcDataAnnouncement;
  /** Current epoch + 1. */
  expectedEpoch: Epoch;
  /** The committee of the next epoch as the log recorded it; null while it is not recorded. */
  nextCommittee: Committee | null;
}

/** Checks epoch, registration and the joiner's own signature. Any member may relay, so nothing is asked of the relayer. */
export function verifyJoinerAnnouncement(input: VerifyJoinerAnnouncement): JoinerVerdict {
  const { announcement, joinerSignature } = input.signed;
  if (announcement.epoch !== input.expectedEpoch) return 'inconsistent_envelope';
  const key = input.nextCommittee?.keyOf(announcement.validator);
  if (key === undefined) return 'unregistered_joiner';
  return verifyEd25519(joinerSignature, announcementSigningBytes(announcement), key) ? 'accept' : 'invalid_signature';
}
