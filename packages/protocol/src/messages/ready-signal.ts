import { struct, vector } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec } from '../bcs/identifiers.ts';
import { type Codec, u64 } from '../bcs/primitives.ts';
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

export const validatedPeerCodec: Codec<ValidatedPeer> = struct('ValidatedPeer', {
  name: authorityNameCodec,
  digest: digestCodec,
});

/** The peers keep their order on the wire: canonicalisation is a rule of recording, not of encoding. */
export const readySignalCodec: Codec<EpochMpcDataReadySignal> = struct('EpochMpcDataReadySignal', {
  authority: authorityNameCodec,
  epoch: u64,
  sequenceNumber: u64,
  validatedPeers: vector(validatedPeerCodec),
});
