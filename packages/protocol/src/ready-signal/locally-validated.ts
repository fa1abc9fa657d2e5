import { type AuthorityName, compareHex, type Digest, type Epoch } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

/** What the local blob store says of a digest; one that it does not name is absent. */
export type BlobVerdict = 'valid' | 'undecodable' | 'absent';
export type BlobVerdicts = Readonly<Record<string, BlobVerdict>>;

export interface DecideLocallyValidatedPeers {
  self: AuthorityName;
  epoch: Epoch;
  announcements: readonly { epoch: Epoch; validator: AuthorityName; blobHash: Digest }[];
  blobs: BlobVerdicts;
  /** Digest of the blob just built, for the time before the own announcement is recorded. */
  ownDigest: Digest | null;
}

export interface LocallyValidatedPeers {
  /** Ascending by name. */
  validatedPeers: ValidatedPeer[];
  /** Held, but not decodable: a fault of the announcer, said once per (peer, digest). */
  undecodable: ValidatedPeer[];
  /** Not held yet: to be fetched. */
  absent: ValidatedPeer[];
  ownBlobUnhealthy: boolean;
}

/** The peers whose announced bytes this node holds and can decode. `docs/spec/freeze.md#what-a-signal-attests` */
export function decideLocallyValidatedPeers(input: DecideLocallyValidatedPeers): LocallyValidatedPeers {
  const announced = currentAnnouncements(input);
  const result: LocallyValidatedPeers = { validatedPeers: [], undecodable: [], absent: [], ownBlobUnhealthy: false };
  for (const [name, digest] of announced) {
    const verdict = input.blobs[digest] ?? 'absent';
    if (verdict === 'valid') result.validatedPeers.push({ name, digest });
    else if (name === input.self) result.ownBlobUnhealthy = true;
    else result[verdict].push({ name, digest });
  }
  if (!announced.has(input.self) && input.ownDigest !== null) {
    result.validatedPeers.push({ name: input.self, digest: input.ownDigest });
  }
  result.validatedPeers.sort((a, b) => compareHex(a.name, b.name));
  return result;
}

/** One digest per name: a member's announcement of this epoch comes before one relayed for the next. */
function currentAnnouncements(input: DecideLocallyValidatedPeers): Map<AuthorityName, Digest> {
  const byName = new Map<AuthorityName, { epoch: Epoch; digest: Digest }>();
  for (const { validator, epoch, blobHash } of input.announcements) {
    const known = byName.get(validator);
    if (known === undefined || epoch === input.epoch) byName.set(validator, { epoch, digest: blobHash });
  }
  return new Map([...byName].map(([name, { digest }]) => [name, digest]));
}
