import type { AuthorityName } from '../identifiers.ts';
import type { ValidatedPeer } from '../messages/index.ts';

export interface DecideAssemblyInputs {
  /** The committee to assemble, in chain order. */
  members: readonly AuthorityName[];
  /** Empty while not frozen. */
  frozen: readonly ValidatedPeer[];
  excluded: readonly AuthorityName[];
  /** Announced digests, consulted only before the freeze. */
  announced: readonly ValidatedPeer[];
}

export type AssemblyInputs =
  | { outcome: 'inputs'; inputs: ValidatedPeer[] }
  | { outcome: 'announcement_missing'; missing: AuthorityName[] }
  /** Nobody is left: permanent for the epoch. */
  | { outcome: 'everything_excluded' };

/** Which bytes make up a committee's keys. After the freeze only the frozen set counts. `docs/spec/freeze.md#assembly` */
export function decideAssemblyInputs(input: DecideAssemblyInputs): AssemblyInputs {
  if (input.frozen.length > 0) {
    const frozen = new Map(input.frozen.map((peer) => [peer.name, peer.digest]));
    return nonEmpty(pairs(input.members, frozen));
  }
  const excluded = new Set(input.excluded);
  const announced = new Map(input.announced.map((peer) => [peer.name, peer.digest]));
  const wanted = input.members.filter((name) => !excluded.has(name));
  const missing = wanted.filter((name) => !announced.has(name));
  if (missing.length > 0) return { outcome: 'announcement_missing', missing };
  return nonEmpty(pairs(wanted, announced));
}

function pairs(
  members: readonly AuthorityName[],
  digests: ReadonlyMap<AuthorityName, ValidatedPeer['digest']>,
): ValidatedPeer[] {
  const inputs: ValidatedPeer[] = [];
  for (const name of members) {
    const digest = digests.get(name);
    if (digest !== undefined) inputs.push({ name, digest });
  }
  return inputs;
}

function nonEmpty(inputs: ValidatedPeer[]): AssemblyInputs {
  return inputs.length === 0 ? { outcome: 'everything_excluded' } : { outcome: 'inputs', inputs };
}
