import type { EpochReport } from './report.ts';

/** What one validator is at, as its own read models say. */
export interface ValidatorState {
  label: string;
  running: boolean;
  epoch: number;
  round: number;
  frozen: number;
  excluded: number;
  readySignals: number;
  votes: number;
  certificateSigners: number;
  phase: 'starting' | 'waiting' | 'announcing' | 'frozen' | 'certified' | 'closed' | 'down';
}

export type LocalnetEvent =
  | { event: 'starting'; dir: string; validators: number; resumed: boolean }
  | { event: 'started'; part: string; ms: number }
  | { event: 'ready'; ms: number }
  | { event: 'console'; url: string | null; state: 'building' | 'ready' | 'failed'; reason?: string }
  | { event: 'validators'; states: ValidatorState[]; committee: number }
  | { event: 'churn'; epoch: number; validator: string; change: string }
  | { event: 'epoch'; report: EpochReport }
  | { event: 'ended'; part: string; code: number | null; signal: string | null; lines: string[] }
  | { event: 'stopping'; reason: string }
  | { event: 'check'; check: string; epoch: number | null; validator: string | null; ok: boolean; detail: string }
  | { event: 'certificates'; dir: string; files: { epoch: number; certificate: string; committee: string }[] }
  | { event: 'finished'; ok: boolean; epochs: number; ms: number };

export type LocalnetListener = (event: LocalnetEvent) => void;
