import type { OpenUserSession } from './chain-view.ts';
import type { CoordinatorInner, NetworkEncryptionKey, SystemInner, Validator } from './layout/index.ts';
import type { VersionedHead } from './versioned-heads.ts';

/** One batch of decoded objects that passed the consistency rules. */
export interface RawState {
  system: VersionedHead;
  coordinator: VersionedHead;
  systemInner: SystemInner;
  coordinatorInner: CoordinatorInner;
  clockMs: number;
  validators: ReadonlyMap<string, Validator>;
  networkKeys: readonly NetworkEncryptionKey[];
  openUserSessions: readonly OpenUserSession[];
  objectVersions: { system: number; coordinator: number };
}

/** Ids of all validators that sit in one of the three committees the chain knows. */
export function seatedValidatorIds(inner: SystemInner): string[] {
  const set = inner.validator_set;
  const committees = [set.active_committee, set.next_epoch_active_committee, set.previous_committee];
  return [...new Set(committees.flatMap((committee) => committee?.members.map((member) => member.validator_id) ?? []))];
}
