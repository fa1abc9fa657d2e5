import { label, struct } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec, objectIdCodec } from '../bcs/identifiers.ts';
import { type Codec, u64 } from '../bcs/primitives.ts';
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

export const networkKeyDkgReadySignalCodec: Codec<NetworkKeyDkgReadySignal> = struct('NetworkKeyDkgReadySignal', {
  authority: authorityNameCodec,
  keyId: objectIdCodec,
  epoch: u64,
});

export const networkKeyOutputKindCodec: Codec<NetworkKeyOutputKind> = label('NetworkKeyOutputKind', {
  dkg: 0,
  reconfiguration: 1,
});

export const sessionOutputVoteCodec: Codec<SessionOutputVote> = struct('SessionOutputVote', {
  authority: authorityNameCodec,
  epoch: u64,
  keyId: objectIdCodec,
  output: networkKeyOutputKindCodec,
  digest: digestCodec,
});
