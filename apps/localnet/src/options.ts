import type { ChurnEvent } from './churn.ts';

/** What a localnet run is asked to do; see `baton localnet --help`. */
export interface LocalnetOptions {
  validators: number;
  /** Epochs to finish in this run; 0 runs until it is stopped. */
  epochs: number;
  epochSeconds: number;
  blobKib: number;
  /** Both grace periods of the protocol configuration, in rounds. */
  graceRounds: number;
  /** Where the state is kept; a temporary folder, removed at the end, if not given. */
  dir: string | undefined;
  report: string | undefined;
  networkKeyOutput: string | undefined;
  reconfigurationOutput: string | undefined;
  /** Joins, leaves, restarts and the like, by epoch. */
  churn: readonly ChurnEvent[];
  protocolVersion: ProtocolVersion;
  /** Epoch from which every validator tells that it can run the newest version; undefined: as its version asks for. */
  upgradeAt: number | undefined;
  sessionsPerSecond: number;
  /** Port of the network's console, 0 for any free one; undefined for no console. */
  consolePort?: number | undefined;
}

export const PROTOCOL_VERSIONS = [3, 4] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];
export const NEWEST_PROTOCOL_VERSION = 4;

export const COMMIT_INTERVAL_MS = 100;
const DEFAULT_GRACE_ROUNDS = 50;
const SHORT_EPOCH_SECONDS = 60;

/** The default grace: 50 rounds, and for epochs under a minute a twelfth of the epoch's rounds. */
export function defaultGraceRounds(epochSeconds: number): number {
  if (epochSeconds >= SHORT_EPOCH_SECONDS) return DEFAULT_GRACE_ROUNDS;
  const rounds = (epochSeconds * 1_000) / COMMIT_INTERVAL_MS;
  return Math.min(DEFAULT_GRACE_ROUNDS, Math.max(1, Math.floor(rounds / 12)));
}

/** Bounds of the numeric options: what one machine can carry and what an epoch needs to do its work in. */
export const BOUNDS = {
  validators: { min: 3, max: 32 },
  epochs: { min: 0, max: 1_000_000 },
  epochSeconds: { min: 3, max: 86_400 },
  blobKib: { min: 1, max: 8_192 },
  graceRounds: { min: 1, max: 100_000 },
  joinAt: { min: 2, max: 1_000_000 },
  leaveAt: { min: 2, max: 1_000_000 },
  upgradeAt: { min: 1, max: 1_000_000 },
  sessionsPerSecond: { min: 0, max: 1_000 },
  consolePort: { min: 0, max: 65_535 },
} as const;

export class OptionError extends Error {
  override name = 'OptionError';
}

/** Text of an option to its whole number; OptionError says what is wrong with it in one line. */
export function parseNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value))
    throw new OptionError(`${option} must be a whole number, not ${JSON.stringify(text)}`);
  if (value < min || value > max) throw new OptionError(`${option} must be between ${min} and ${max}, not ${value}`);
  return value;
}
