import { useQueries } from '@tanstack/react-query';
import { CommitSchema } from '../../api/log.ts';
import { logQuery } from '../../api/read.ts';

/** Consensus times of rounds, each commit read once: a commit never changes. */
export function useRoundTimes(
  epoch: number,
  rounds: readonly (number | null | undefined)[],
): (round: number | null) => number | null {
  const asked = [...new Set(rounds.filter((round) => typeof round === 'number'))];
  return useQueries({
    queries: asked.map((round) => ({
      ...logQuery(`v1/log/epochs/${epoch}/commits/${round}`, CommitSchema),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (answers) => {
      const times = new Map(
        answers.flatMap(({ data }) => (data === undefined ? [] : [[data.round, data.timestampMs]])),
      );
      return (round: number | null) => (round === null ? null : (times.get(round) ?? null));
    },
  });
}
