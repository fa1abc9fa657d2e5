import type { AuthorityName, Digest, Epoch, Signature, TimestampMs } from '../identifiers.ts';

/** A validator says which blob it stands for in `epoch`; relayed ones name the coming epoch. */
export interface ValidatorMpcDataAnnouncement {
  validator: AuthorityName;
  epoch: Epoch;
  timestampMs: TimestampMs;
  blobHash: Digest;
}

/** A joiner's announcement with its own signature, so that any member may relay it. */
export interface SignedValidatorMpcDataAnnouncement {
  announcement: ValidatorMpcDataAnnouncement;
  joinerSignature: Signature;
}
