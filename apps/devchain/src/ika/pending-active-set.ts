import type { PendingActiveSet } from '@baton/sui-client/layout';
import { MoveAbort } from '../chain/move.ts';

/** `ika_system::pending_active_set`: who will sit next, in ascending order of stake. Codes are that module's. */

const E_BELOW_MIN_VALIDATOR_COUNT = 3;
const E_MAX_VALIDATOR_CHANGE_REACHED = 4;

/** Enters, moves or leaves by stake; whoever enters a full set displaces the smallest. Returns who was put out. */
export function placeByStake(
  set: PendingActiveSet,
  validatorId: string,
  stake: bigint,
): { included: boolean; removed: string | null } {
  if (stake === 0n || stake < BigInt(set.min_validator_joining_stake)) {
    return { included: false, removed: removeFromSet(set, validatorId) ? validatorId : null };
  }
  const at = indexOf(set, validatorId);
  if (at >= 0) {
    const [entry] = set.validators.splice(at, 1);
    addStake(set, stake - BigInt(entry!.staked_amount));
    insertSorted(set, validatorId, stake);
    return { included: true, removed: null };
  }
  return insert(set, validatorId, stake);
}

/** Whether it was in the set. Aborts where too few would be left, or too many have changed in this epoch. */
export function removeFromSet(set: PendingActiveSet, validatorId: string): boolean {
  const wasBelow = set.validators.length < Number(set.min_validator_count);
  const at = indexOf(set, validatorId);
  if (at < 0) return false;
  const [entry] = set.validators.splice(at, 1);
  addStake(set, -BigInt(entry!.staked_amount));
  if (!wasBelow && set.validators.length < Number(set.min_validator_count)) {
    throw abort('remove', E_BELOW_MIN_VALIDATOR_COUNT, 'EBelowMinValidatorCount');
  }
  countChange(set, validatorId, 'remove');
  return true;
}

function insert(set: PendingActiveSet, validatorId: string, stake: bigint) {
  let removed: string | null = null;
  if (set.validators.length >= Number(set.max_validator_count)) {
    const smallest = set.validators[0]!;
    if (stake <= BigInt(smallest.staked_amount)) return { included: false, removed: null };
    set.validators.shift();
    addStake(set, -BigInt(smallest.staked_amount));
    removed = smallest.validator_id;
  }
  addStake(set, stake);
  insertSorted(set, validatorId, stake);
  countChange(set, validatorId, 'insert');
  return { included: true, removed };
}

/** Before its equals, as the contract's search goes. */
function insertSorted(set: PendingActiveSet, validatorId: string, stake: bigint): void {
  const found = set.validators.findIndex((entry) => BigInt(entry.staked_amount) >= stake);
  const at = found < 0 ? set.validators.length : found;
  set.validators.splice(at, 0, { validator_id: validatorId, staked_amount: String(stake) });
}

function countChange(set: PendingActiveSet, validatorId: string, functionName: string): void {
  const changes = set.validator_changes.contents;
  if (!changes.includes(validatorId)) changes.push(validatorId);
  if (changes.length > Number(set.max_validator_change_count)) {
    throw abort(functionName, E_MAX_VALIDATOR_CHANGE_REACHED, 'EMaxValidatorChangeReached');
  }
}

function addStake(set: PendingActiveSet, amount: bigint): void {
  set.total_stake = String(BigInt(set.total_stake) + amount);
}

const indexOf = (set: PendingActiveSet, validatorId: string): number =>
  set.validators.findIndex((entry) => entry.validator_id === validatorId);

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('pending_active_set', functionName, code, reason);
}
