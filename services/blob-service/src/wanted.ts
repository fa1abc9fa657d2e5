import type { AuthorityName, Digest, Epoch, ObjectId } from '@baton/protocol';

/** Where an agreed network-key output is filed: under the epoch of the session that made it. */
export interface OutputSlot {
  epoch: Epoch;
  keyId: ObjectId;
  output: 'dkg' | 'reconfiguration';
}

/** Why a digest is wanted. */
export type WantedReason =
  | { kind: 'announcement' | 'certificate'; validator: AuthorityName }
  | ({ kind: 'network_key_output' } & OutputSlot);

/** A digest this node should hold, who is asked first, and what has to be true of the bytes. */
export interface WantedBlob {
  digest: Digest;
  owner: AuthorityName | null;
  /** validator MPC data has to be decode-valid; network-key outputs are opaque */
  structural: boolean;
  slots: OutputSlot[];
  /** As many as read models name it. */
  reasons: WantedReason[];
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
  const want = (digest: Digest, owner: AuthorityName | null, reason: WantedReason): WantedBlob => {
    const known = wanted.get(digest);
    const entry = known ?? { digest, owner, structural: false, slots: [], reasons: [] };
    entry.structural ||= reason.kind !== 'network_key_output';
    entry.reasons.push(reason);
    wanted.set(digest, entry);
    return entry;
  };
  for (const { validator, blobHash } of input.announcements) {
    if (validator !== input.self) want(blobHash, validator, { kind: 'announcement', validator });
  }
  for (const { validator, digest } of input.priorCertificate) {
    if (input.seated.has(validator)) want(digest, validator, { kind: 'certificate', validator });
  }
  for (const { digest, voters, epoch, keyId, output } of input.agreedOutputs) {
    const owner = voters.find((voter) => voter !== input.self) ?? null;
    const slot = { epoch, keyId, output };
    want(digest, owner, { kind: 'network_key_output', ...slot }).slots.push(slot);
  }
  return [...wanted.values()];
}
