import type { SequenceNumber } from '../identifiers.ts';

/**
 * A set of session numbers as ascending runs `[first, last]`, never changed in place. Sessions come to an end nearly in
 * the order of their numbers, so a whole epoch of them is a few runs.
 */
export type NumberSet = readonly (readonly [first: SequenceNumber, last: SequenceNumber])[];

export function hasNumber(set: NumberSet, number: SequenceNumber): boolean {
  const run = set[lastStartingAtOrBefore(set, number)];
  return run !== undefined && number <= run[1];
}

export function withNumber(set: NumberSet, number: SequenceNumber): NumberSet {
  const index = lastStartingAtOrBefore(set, number);
  const before = set[index];
  if (before !== undefined && number <= before[1]) return set;
  const after = set[index + 1];
  const joinsBefore = before !== undefined && before[1] + 1 === number;
  const joinsAfter = after !== undefined && number + 1 === after[0];
  const run = [joinsBefore ? before[0] : number, joinsAfter ? after[1] : number] as const;
  return [...set.slice(0, joinsBefore ? index : index + 1), run, ...set.slice(joinsAfter ? index + 2 : index + 1)];
}

/** Index of the last run that does not start after the number; -1 if all do. */
function lastStartingAtOrBefore(set: NumberSet, number: SequenceNumber): number {
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle]?.[0] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
