import { type CheckpointState, initialCheckpoints } from '../checkpoint/index.ts';
import type { EpochContext } from '../epoch/index.ts';
import type { Round } from '../identifiers.ts';
import { noUserSessionVotes, type UserSessionVotes } from '../sessions/index.ts';
import type { Capabilities } from '../upgrade/index.ts';
import type { EpochCloseReason } from './close.ts';
import type { SessionOutputs } from './output-votes.ts';
import { emptyHandoffTally, type HandoffTally } from './tally.ts';
import { type EndOfPublishVotes, noVotes } from './votes.ts';

/** Everything the handoff knows of one epoch. Never changed in place. */
export interface HandoffState {
  context: EpochContext;
  votes: EndOfPublishVotes;
  tally: HandoffTally;
  outputs: SessionOutputs;
  sessions: UserSessionVotes;
  capabilities: Capabilities;
  checkpoints: CheckpointState;
  close: { round: Round; reason: EpochCloseReason } | null;
  /** The closing checkpoints were decided: no more follow. */
  published: boolean;
  endedRound: Round | null;
}

export function initialHandoffState(context: EpochContext): HandoffState {
  return {
    context,
    votes: noVotes(),
    tally: emptyHandoffTally(),
    outputs: new Map(),
    sessions: noUserSessionVotes(),
    capabilities: new Map(),
    checkpoints: initialCheckpoints(context),
    close: null,
    published: false,
    endedRound: null,
  };
}

/** Whether the epoch is closed: nothing more is admitted but what ends it. */
export function isClosed(state: HandoffState): boolean {
  return state.close !== null;
}
