import type { EpochContext } from '../epoch/index.ts';
import { type CheckpointQueue, emptyCheckpointQueue } from './schedule.ts';
import type { CheckpointKind } from './signing.ts';
import { type CheckpointTallies, noCheckpointTallies } from './tally.ts';

/** One kind's checkpoints of an epoch: what waits, and who signed what was decided. */
export interface CheckpointLine {
  queue: CheckpointQueue;
  tallies: CheckpointTallies;
}

export type CheckpointState = Readonly<Record<CheckpointKind, CheckpointLine>>;

export function initialCheckpoints(
  context: Pick<EpochContext, 'lastDwalletCheckpoint' | 'lastSystemCheckpoint'>,
): CheckpointState {
  const line = (last: number): CheckpointLine => ({
    queue: emptyCheckpointQueue(last),
    tallies: noCheckpointTallies(),
  });
  return { dwallet: line(context.lastDwalletCheckpoint), system: line(context.lastSystemCheckpoint) };
}
