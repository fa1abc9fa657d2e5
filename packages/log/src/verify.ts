import type { ConsensusKey, Epoch, Round } from '@baton/protocol';
import { CommitAssembly, type StreamPosition } from './assembly.ts';
import { isStopError, type StopCode } from './stop.ts';
import type { LogStore } from './store.ts';

export interface LogProblem {
  code: StopCode | 'STREAM_MISSING' | 'NOT_SEALED' | 'MESSAGE_DROPPED';
  detail: string;
  round?: Round;
  sequence?: number;
}

/** Problems listed in a report; further ones are only counted. */
const PROBLEMS_LISTED = 100;

export interface LogReport {
  network: string;
  epoch: Epoch;
  commits: number;
  messages: number;
  /** Messages in the stream that no commit covers: a torn batch; harmless. */
  strays: number;
  head: StreamPosition | null;
  ended: boolean;
  sealed: boolean;
  problems: LogProblem[];
  problemCount: number;
}

/**
 * Walks a whole stream, offline from everything but the server: sequence, digest chain, the sequencer's signatures,
 * each message's authorship, the end and the seal. docs/spec/log.md#verify
 */
export async function verifyEpochLog(
  store: LogStore,
  { sequencerKey, signal }: { sequencerKey: ConsensusKey; signal: AbortSignal },
): Promise<LogReport> {
  const { network, epoch } = store;
  const assembly = new CommitAssembly({ network, epoch, sequencerKey });
  const description = await store.describe();
  const report: LogReport = {
    network,
    epoch,
    commits: 0,
    messages: 0,
    strays: 0,
    head: null,
    ended: false,
    sealed: description?.sealed ?? false,
    problems: [],
    problemCount: 0,
  };
  if (description === null) note(report, { code: 'STREAM_MISSING', detail: 'there is no stream for this epoch' });
  else {
    try {
      await walk(store, assembly, description.lastSequence, report, signal);
    } catch (error) {
      if (!isStopError(error)) throw error;
      note(report, { code: error.code, detail: error.message, ...placeOf(error.details) });
    }
  }
  const { position, ended } = assembly;
  if (ended && !report.sealed)
    note(report, { code: 'NOT_SEALED', detail: 'the epoch has ended, its stream is not sealed' });
  return { ...report, strays: assembly.strays, head: position, ended };
}

async function walk(
  store: LogStore,
  assembly: CommitAssembly,
  lastSequence: number,
  report: LogReport,
  signal: AbortSignal,
): Promise<void> {
  if (lastSequence === 0) return;
  for await (const { records } of store.records({ after: 0, signal })) {
    for (const record of records) {
      const commit = assembly.push(record);
      if (commit) {
        report.commits += 1;
        report.messages += commit.messages.length;
        for (const { dropped, sequence } of commit.messages) {
          if (!dropped) continue;
          note(report, {
            code: 'MESSAGE_DROPPED',
            detail: `readers drop it: ${dropped}`,
            round: commit.round,
            sequence,
          });
        }
      }
      if (record.sequence >= lastSequence) return;
    }
  }
  signal.throwIfAborted();
}

function note(report: LogReport, problem: LogProblem): void {
  report.problemCount += 1;
  if (report.problems.length < PROBLEMS_LISTED) report.problems.push(problem);
}

function placeOf({ sequence, round }: Readonly<Record<string, unknown>>): Pick<LogProblem, 'sequence' | 'round'> {
  return {
    ...(typeof sequence === 'number' ? { sequence } : {}),
    ...(typeof round === 'number' ? { round } : {}),
  };
}
