import type { EpochContext } from '../epoch/index.ts';
import type { Round } from '../identifiers.ts';
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
  close: { round: Round; reason: EpochCloseReason } | null;
  endedRound: Round | null;
}

export function initialHandoffState(context: EpochContext): HandoffState {
  return { context, votes: noVotes(), tally: emptyHandoffTally(), outputs: new Map(), close: null, endedRound: null };
}

/** Whether the epoch is closed: nothing more is admitted but what ends it. */
export function isClosed(state: HandoffState): boolean {
  return state.close !== null;
}
