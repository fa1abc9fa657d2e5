import type { AuthorityName, Digest, Epoch, ObjectId } from '@baton/protocol';

/** Where an agreed network-key output is filed: under the epoch of the session that made it. */
export interface OutputSlot {
  epoch: Epoch;
  keyId: ObjectId;
  output: 'dkg' | 'reconfiguration';
}

/** A digest this node should hold, who is asked first, and what has to be true of the bytes. */
export interface WantedBlob {
  digest: Digest;
  owner: AuthorityName | null;
  /** validator MPC data has to be decode-valid; network-key outputs are opaque */
  structural: boolean;
  slots: OutputSlot[];
}

export interface WantedInput {
  self: AuthorityName;
  /** rows of the current epoch, and relayed ones for the next */
  announcements: readonly { validator: AuthorityName; blobHash: Digest }[];
  /** validator digests of the prior certificate */
  priorCertificate: readonly { validator: AuthorityName; digest: Digest }[];
  /** names whose certified blobs are repaired: self and the current members */
  seated: ReadonlySet<AuthorityName>;
  /** outputs that a quorum of stake voted for and whose slot does not hold them yet */
  agreedOutputs: readonly (OutputSlot & { digest: Digest; voters: readonly AuthorityName[] })[];
}

/**
 * One entry per digest, in the order announcements, certified blobs, outputs. Own announcement is skipped (only the
 * announcer can make those bytes); the own certified blob is not. docs/spec/blobs.md#fetcher
 */
export function wantedBlobs(input: WantedInput): WantedBlob[] {
  const wanted = new Map<Digest, WantedBlob>();
  const want = (digest: Digest, owner: AuthorityName | null, structural: boolean): WantedBlob => {
    const known = wanted.get(digest);
    const entry = known ?? { digest, owner, structural: false, slots: [] };
    entry.structural ||= structural;
    wanted.set(digest, entry);
    return entry;
  };
  for (const { validator, blobHash } of input.announcements) {
    if (validator !== input.self) want(blobHash, validator, true);
  }
  for (const { validator, digest } of input.priorCertificate) {
    if (input.seated.has(validator)) want(digest, validator, true);
  }
  for (const { digest, voters, epoch, keyId, output } of input.agreedOutputs) {
    const owner = voters.find((voter) => voter !== input.self) ?? null;
    want(digest, owner, false).slots.push({ epoch, keyId, output });
  }
  return [...wanted.values()];
}
