import { type CommitteeSnapshot, encodeNames } from '../committee.ts';
import { blake2b256 } from '../crypto/index.ts';
import { type AuthorityName, compareHex, type Digest } from '../identifiers.ts';

/** All seated members of a committee; never narrowed to those whose data is frozen. */
export function nextCommitteeNames(committee: Pick<CommitteeSnapshot, 'members'>): AuthorityName[] {
  return committee.members.map((member) => member.name);
}

/** Blake2b-256 of the BCS of the sorted, distinct names. `docs/spec/handoff.md#next-committee-hash` */
export function hashNextCommittee(names: readonly AuthorityName[]): Digest {
  return blake2b256(encodeNames([...new Set(names)].sort(compareHex)));
}
