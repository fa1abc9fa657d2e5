import { DWalletSession } from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { idBytes, putTableEntry, removeTableEntry, type TableKey } from '../../chain/dynamic-field.ts';
import { MoveAbort, type MoveContext } from '../../chain/move.ts';
import type { IkaState } from '../ika-state.ts';
import { completeUserSession, startUserSession } from './sessions.ts';

/** User sessions as objects: `ObjectTable<u64, DWalletSession>` in the sessions keeper, until they are completed. */

const E_FIELD_DOES_NOT_EXIST = 1;
const NO_KEY = `0x${'0'.repeat(64)}`;

const sequenceKey = (sequenceNumber: number | string): TableKey => ({
  type: 'u64',
  name: bcs.u64().serialize(sequenceNumber).toBytes(),
});

/** Initiates one session. Its identifier's preimage is a fresh address: 32 bytes that nobody can have chosen. */
export function requestUserSession(state: IkaState, context: MoveContext): void {
  const [keyId = NO_KEY] = state.networkKeyIds();
  const id = context.freshId();
  const preimage = idBytes(context.freshId());
  let sequenceNumber = 0;
  state.updateCoordinator((inner) => {
    sequenceNumber = startUserSession(inner.sessions_manager);
  });
  const session = {
    id,
    session_identifier: { id: context.freshId(), identifier_preimage: preimage },
    session_sequence_number: sequenceNumber,
    dwallet_network_encryption_key_id: keyId,
    fee_charged_ika: { value: 0 },
    gas_fee_reimbursement_sui: { value: 0 },
  };
  putTableEntry(
    state.store,
    state.ids.userSessionsTable,
    {
      id,
      type: `${state.ids.packages.dwallet}::sessions_manager::DWalletSession`,
      contents: DWalletSession.serialize(session).toBytes(),
    },
    sequenceKey(sequenceNumber),
  );
  context.emit(
    `${state.ids.packages.dwallet}::sessions_manager::UserSessionIdentifierRegisteredEvent`,
    bcs
      .struct('UserSessionIdentifierRegisteredEvent', {
        session_object_id: bcs.fixedArray(32, bcs.u8()),
        preimage: bcs.byteVector(),
      })
      .serialize({ session_object_id: idBytes(id), preimage })
      .toBytes(),
  );
}

/** Completes the session with that number, whatever its result; one that is not open aborts as a missing entry. */
export function respondUserSession(state: IkaState, sequenceNumber: string): void {
  if (!removeTableEntry(state.store, state.ids.userSessionsTable, sequenceKey(sequenceNumber))) {
    throw new MoveAbort('dynamic_field', 'remove', E_FIELD_DOES_NOT_EXIST, 'EFieldDoesNotExist');
  }
  state.updateCoordinator((inner) => completeUserSession(inner.sessions_manager));
}
