import type { AuthorityName } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

export interface ComputeEffectiveReconfigInputSet {
  frozen: readonly ValidatedPeer[];
  currentMembers: readonly AuthorityName[];
  nextMembers: readonly AuthorityName[];
}

/** The frozen peers that sit in this committee or the next; one who withdrew drops out. `docs/spec/freeze.md#effective-input-set` */
export function computeEffectiveReconfigInputSet(input: ComputeEffectiveReconfigInputSet): ValidatedPeer[] {
  const seated = new Set([...input.currentMembers, ...input.nextMembers]);
  return input.frozen.filter((peer) => seated.has(peer.name)).map(({ name, digest }) => ({ name, digest }));
}
