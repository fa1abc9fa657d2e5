import { bcs } from '@mysten/bcs';
import { MoveAbort, type MoveFunction } from '../../chain/move.ts';
import type { IkaState } from '../ika-state.ts';
import { pureArgument, requireObjectArgument } from './arguments.ts';
import { requestUserSession } from './user-sessions.ts';

/**
 * `devchain::traffic`: user sessions without the cryptography that a dWallet's user would bring. A module that no real
 * network has; anybody may call it.
 */

const SESSIONS_MAX = 1_000;
const E_TOO_MANY_SESSIONS = 1;

export function trafficFunctions(state: IkaState): Record<string, MoveFunction> {
  return {
    request_sessions: {
      parameters: ['&mut', 'u64'],
      run: (context, [coordinator, count]) => {
        requireObjectArgument(coordinator, state.ids.coordinatorObjectId, 'the DWalletCoordinator object');
        const sessions = Number(bcs.u64().parse(pureArgument(count, 'a u64')));
        if (sessions < 1 || sessions > SESSIONS_MAX) {
          throw new MoveAbort('traffic', 'request_sessions', E_TOO_MANY_SESSIONS, 'ETooManySessions');
        }
        for (let session = 0; session < sessions; session++) requestUserSession(state, context);
        return [];
      },
    },
  };
}
