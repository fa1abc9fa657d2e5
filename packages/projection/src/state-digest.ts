import { blake2b256, type Commit, type Digest, type Epoch, fromHex } from '@baton/protocol';
import { canonicalJson } from './canonical-json.ts';
import type { FoldedRow } from './row-changes.ts';

const encoder = new TextEncoder();

/** The running digest before the first commit: binds projection, version and epoch. */
export function initialStateDigest(fold: { name: string; version: number }, epoch: Epoch): Digest {
  return blake2b256(encoder.encode(canonicalJson([fold.name, fold.version, epoch])));
}

/**
 * The running digest over everything a projection wrote; commits without rows leave it alone.
 * Rule: docs/spec/projection.md#state-digest
 */
export function nextStateDigest(previous: Digest, commit: Commit, rows: readonly FoldedRow[]): Digest {
  if (rows.length === 0) return previous;
  return blake2b256(fromHex(previous), fromHex(commit.digest), encoder.encode(canonicalJson(rows)));
}
