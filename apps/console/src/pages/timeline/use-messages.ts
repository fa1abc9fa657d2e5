import { useQueries } from '@tanstack/react-query';
import { logStream } from '../../api/changes.ts';
import { type Message, MessagesSchema } from '../../api/log.ts';
import { logQuery, useStream } from '../../api/read.ts';

/** Kinds that a timeline shows; results of user sessions are too many to. */
const KINDS = [
  'epoch_opened',
  'epoch_ended',
  'validator_mpc_data_announcement',
  'relayed_validator_mpc_data_announcement',
  'next_committee_published',
  'epoch_mpc_data_ready_signal',
  'session_output_vote',
  'end_of_publish',
  'end_of_publish_v2',
  'dwallet_checkpoint_signature',
  'system_checkpoint_signature',
] as const;
/** More of one kind than any committee needs; beyond it the lane is full anyway. */
const PER_KIND = 300;
const POLL_MS = 3_000;
const SAFETY_POLL_MS = 30_000;

/** What members said in an epoch, kind by kind. */
export function useTimelineMessages(epoch: number, settled: boolean) {
  const state = useStream(logStream, !settled);
  const interval = settled ? (false as const) : state === 'live' ? SAFETY_POLL_MS : POLL_MS;
  const path = `v1/log/epochs/${epoch}/messages`;
  return useQueries({
    queries: KINDS.map((kind) => ({
      ...logQuery(path, MessagesSchema, { kind, limit: PER_KIND }),
      refetchInterval: interval,
      staleTime: settled ? Number.POSITIVE_INFINITY : 0,
    })),
    combine: (answers) => ({
      messages: answers.flatMap(({ data }): Message[] => data?.items ?? []),
      isPending: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      again: () => void Promise.all(answers.map(({ refetch }) => refetch())),
    }),
  });
}
