import { ChainError } from './errors.ts';
import { tableEntryFieldId } from './field-id.ts';
import { BlsCommittee, type CoordinatorInner, type SystemInner } from './layout/index.ts';
import type { ChainObject } from './object-source.ts';

/**
 * Both contracts must speak of the same epoch and the same active committee: reads are no snapshot, and a torn pair
 * would give a committee to an epoch it does not belong to. Throws `INCONSISTENT_READ`.
 */
export function requireConsistent(system: SystemInner, coordinator: CoordinatorInner): void {
  if (system.epoch !== coordinator.current_epoch) {
    const details = { system: system.epoch, coordinator: coordinator.current_epoch };
    throw new ChainError('INCONSISTENT_READ', 'the contracts are in different epochs', { details });
  }
  if (!sameCommittee(system.validator_set.active_committee, coordinator.active_committee)) {
    throw new ChainError('INCONSISTENT_READ', 'the contracts have different active committees', {
      details: { epoch: system.epoch },
    });
  }
}

export function sameCommittee(left: BlsCommittee, right: BlsCommittee): boolean {
  return left === right || Buffer.compare(bytesOf(left), bytesOf(right)) === 0;
}

/** Of decoded committees, which most readings share with the one before. */
const committeeBytes = new WeakMap<BlsCommittee, Uint8Array>();

function bytesOf(committee: BlsCommittee): Uint8Array {
  const known = committeeBytes.get(committee);
  if (known) return known;
  const bytes = BlsCommittee.serialize(committee).toBytes();
  committeeBytes.set(committee, bytes);
  return bytes;
}

/** A table's child lives under its own id; only its owner proves that it is in the table. */
export function requireTableEntry(object: ChainObject, tableId: string, typeSuffix: string): void {
  const slot = tableEntryFieldId(tableId, object.objectId);
  if (object.owner.$kind !== 'ObjectOwner' || object.owner.ObjectOwner !== slot) {
    throw new ChainError('MALFORMED_STATE', `${object.objectId} is not in table ${tableId}`);
  }
  if (!object.type.endsWith(typeSuffix)) {
    throw new ChainError('MALFORMED_STATE', `${object.objectId} is a ${object.type}, expected ${typeSuffix}`);
  }
}
