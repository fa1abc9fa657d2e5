/** What one service is at. `catching_up` has an estimate once two readings show the pace. */
export type ServiceState = 'ok' | 'idle' | 'catching_up' | 'waiting' | 'stalled';

export interface ServiceStatus {
  service: string;
  state: ServiceState;
  epoch: number | null;
  round: number | null;
  headRound: number | null;
  lagCommits: number | null;
  /** Consensus time behind the head, where that is known; else behind this machine's clock. */
  lagSeconds: number | null;
  etaSeconds: number | null;
  waitingFor: string | null;
  /** ISO time */
  since: string | null;
  /** One line about what it holds and does. */
  detail: string;
  /** What an operator can do about it; null where nothing is wrong or it follows another service. */
  remedy: string | null;
}

export interface LogHead {
  epoch: number;
  round: number;
  timestampMs: number;
  role: string;
  closed: boolean;
}

/** An epoch that this node may not enter yet. */
export interface ClosedBarrier {
  epoch: number;
  state: string;
  reason: string | null;
  since: string;
  retries: number;
  missing: { output: string; keyId: string; digest: string }[];
}

/** What `baton status --json` prints. docs/run/cli.md#status */
export interface NodeStatus {
  at: string;
  /** Nothing waits, is stalled or catches up, and everything answers. */
  ok: boolean;
  label: string | null;
  authority: string | null;
  epoch: number | null;
  protocolVersion: number | null;
  services: ServiceStatus[];
  /** Addresses that did not answer. */
  unreachable: string[];
  /** Null where no log is served, and where it did not answer. */
  log: LogHead | null;
  /** Why a log that should be there did not answer. */
  logProblem: string | null;
  barrier: ClosedBarrier[];
}
