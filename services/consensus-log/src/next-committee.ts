import { type CommitteeSnapshot, committeeSnapshot, createCommittee, type Epoch, ProtocolError } from '@baton/protocol';
import type { ChainFacts } from './chain-source.ts';

export type NextCommitteeDecision =
  | { decision: 'nothing' }
  | { decision: 'record'; committee: CommitteeSnapshot }
  /** The log would carry a fact that no reader can fold; the chain must name another committee. */
  | { decision: 'refuse'; error: ProtocolError };

/** Whether the committee that the chain names for the epoch after may enter the log. docs/spec/log.md#records */
export function decideNextCommittee({ epoch, nextCommittee }: ChainFacts, current: Epoch): NextCommitteeDecision {
  if (epoch !== current || nextCommittee === null) return { decision: 'nothing' };
  try {
    if (nextCommittee.epoch !== current + 1) {
      throw new ProtocolError('COMMITTEE_INVALID', 'the committee is not that of the next epoch', {
        epoch: nextCommittee.epoch,
        expected: current + 1,
      });
    }
    return { decision: 'record', committee: committeeSnapshot(createCommittee(nextCommittee)) };
  } catch (error) {
    if (error instanceof ProtocolError) return { decision: 'refuse', error };
    throw error;
  }
}
