import type { AuthorityName, Digest, Epoch, SequenceNumber } from '../identifiers.ts';

/** A peer whose exact bytes the signer holds and found structurally valid. */
export interface ValidatedPeer {
  name: AuthorityName;
  digest: Digest;
}

export interface EpochMpcDataReadySignal {
  authority: AuthorityName;
  epoch: Epoch;
  sequenceNumber: SequenceNumber;
  validatedPeers: ValidatedPeer[];
}
