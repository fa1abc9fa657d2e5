import type { AuthorityName, Digest, Epoch, ObjectId } from '../identifiers.ts';

/** Informational: this authority is ready for the DKG of a network key. Never feeds the freeze. */
export interface NetworkKeyDkgReadySignal {
  authority: AuthorityName;
  keyId: ObjectId;
  epoch: Epoch;
}

export type NetworkKeyOutputKind = 'dkg' | 'reconfiguration';

/** The digest this authority computed as the output of a session; `epoch` is the session's epoch. */
export interface SessionOutputVote {
  authority: AuthorityName;
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  digest: Digest;
}
