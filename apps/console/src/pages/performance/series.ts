import type { Commit } from '../../api/log.ts';

/** Columns as the plot takes them: seconds first, then a value or a gap for each series. */
export type Columns = [number[], ...(number | null)[][]];

/** Messages and commits in each second that the commits cover; the first and last, which are cut, are left out. */
export function throughputOf(commits: readonly Commit[]): Columns {
  const ordered = [...commits].sort((a, b) => a.timestampMs - b.timestampMs);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return [[], [], []];
  const from = Math.floor(first.timestampMs / 1_000) + 1;
  const to = Math.floor(last.timestampMs / 1_000);
  const length = Math.max(0, to - from);
  const messages = new Array<number>(length).fill(0);
  const rounds = new Array<number>(length).fill(0);
  for (const { timestampMs, txCount } of ordered) {
    const second = Math.floor(timestampMs / 1_000) - from;
    if (second < 0 || second >= length) continue;
    messages[second] = (messages[second] ?? 0) + txCount;
    rounds[second] = (rounds[second] ?? 0) + 1;
  }
  return [Array.from({ length }, (_, second) => from + second), messages, rounds];
}

/** Milliseconds between one commit and the next, at the time of the next. */
export function intervalsOf(commits: readonly Commit[]): Columns {
  const times = commits.map(({ timestampMs }) => timestampMs).sort((a, b) => a - b);
  const later = times.slice(1);
  return [later.map((time) => time / 1_000), later.map((time, index) => time - (times[index] ?? time))];
}

export interface Sample {
  at: number;
  /** Rounds behind, by label; null where it was not told. */
  lags: Record<string, number | null>;
}

/** More lines than this cannot be told apart. */
const LINES_MAX = 8;

/** A line for each validator; of many, the largest and the median. */
export function lagsOf(samples: readonly Sample[], labels: readonly string[]): { names: string[]; columns: Columns } {
  const times = samples.map(({ at }) => at / 1_000);
  if (labels.length <= LINES_MAX) {
    const lines = labels.map((label) => samples.map(({ lags }) => lags[label] ?? null));
    return { names: [...labels], columns: [times, ...lines] };
  }
  const sums = samples.map(({ lags }) => summaryOf(labels.map((label) => lags[label] ?? null)));
  const columns: Columns = [times, sums.map((sum) => sum?.max ?? null), sums.map((sum) => sum?.median ?? null)];
  return { names: ['largest', 'median'], columns };
}

export interface Summary {
  median: number;
  p99: number;
  max: number;
}

export function summaryOf(values: readonly (number | null)[]): Summary | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const at = (share: number) => known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0;
  return { median: at(0.5), p99: at(0.99), max: known.at(-1) ?? 0 };
}
