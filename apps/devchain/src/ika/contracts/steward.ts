import { MoveAbort, type MoveContext, type MoveFunction, type MoveValue } from '../../chain/move.ts';
import type { IkaState } from '../ika-state.ts';
import { idArgument, requireObjectArgument } from './arguments.ts';
import { completeSystemSession } from './sessions.ts';

/**
 * `devchain::steward`: a stand-in that no real network has. It writes what Ika's quorum-certified checkpoints write
 * (outcomes of network-key sessions, end of publish), on the word of one configured account.
 */

const E_NOT_STEWARD = 1;
const E_NO_SUCH_KEY = 2;
const E_WRONG_STATE = 4;
const SUPPORTED_CURVES = [0, 1, 2, 3];

export function stewardFunctions(state: IkaState, steward: string): Record<string, MoveFunction> {
  const requireCoordinator = (value: MoveValue | undefined): void =>
    requireObjectArgument(value, state.ids.coordinatorObjectId, 'the DWalletCoordinator object');
  const requireSteward = (context: MoveContext, functionName: string): void => {
    if (context.sender !== steward) throw abort(functionName, E_NOT_STEWARD, 'ENotSteward');
  };
  return {
    complete_network_dkg: {
      parameters: ['&mut', 'address'],
      run: (context, [coordinator, keyId]) => {
        requireSteward(context, 'complete_network_dkg');
        requireCoordinator(coordinator);
        completeKeySession(state, idArgument(keyId), 'AwaitingNetworkDKG', 'complete_network_dkg');
        return [];
      },
    },
    complete_network_reconfiguration: {
      parameters: ['&mut', 'address'],
      run: (context, [coordinator, keyId]) => {
        const name = 'complete_network_reconfiguration';
        requireSteward(context, name);
        requireCoordinator(coordinator);
        completeKeySession(state, idArgument(keyId), 'AwaitingNetworkReconfiguration', name);
        state.updateCoordinator((inner) => {
          const done = BigInt(inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed);
          inner.epoch_dwallet_network_encryption_keys_reconfiguration_completed = String(done + 1n);
        });
        return [];
      },
    },
    receive_end_of_publish: {
      parameters: ['&mut', '&mut'],
      run: (context, [system, coordinator]) => {
        requireSteward(context, 'receive_end_of_publish');
        requireObjectArgument(system, state.ids.systemObjectId, 'the System object');
        requireCoordinator(coordinator);
        state.updateSystem((inner) => {
          inner.received_end_of_publish = true;
        });
        state.updateCoordinator((inner) => {
          inner.received_end_of_publish = true;
        });
        return [];
      },
    },
  };
}

/** The output itself stays off the chain; only the key's state and the session's completion are written. */
function completeKeySession(
  state: IkaState,
  keyId: string,
  expected: 'AwaitingNetworkDKG' | 'AwaitingNetworkReconfiguration',
  functionName: string,
): void {
  const key = state.networkKey(keyId);
  if (!key) throw abort(functionName, E_NO_SUCH_KEY, 'ENoSuchNetworkKey');
  if (key.state.$kind !== expected) throw abort(functionName, E_WRONG_STATE, 'EWrongState');
  state.putNetworkKey({
    ...key,
    supported_curves: SUPPORTED_CURVES,
    state:
      expected === 'AwaitingNetworkDKG'
        ? { NetworkDKGCompleted: true, $kind: 'NetworkDKGCompleted' }
        : { NetworkReconfigurationCompleted: true, $kind: 'NetworkReconfigurationCompleted' },
  });
  state.updateCoordinator((inner) => completeSystemSession(inner.sessions_manager));
}

function abort(functionName: string, code: number, reason: string): MoveAbort {
  return new MoveAbort('steward', functionName, code, reason);
}
