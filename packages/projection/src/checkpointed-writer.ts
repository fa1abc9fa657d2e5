import type { Round } from '@baton/protocol';
import type { ProjectingSchema } from '@baton/read-model';
import { linksFromTraceparents, SPANS, withSpan } from '@baton/telemetry';
import { type BatchTarget, writeBatch } from './batch-writer.ts';
import { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
import { type AppliedCommit, checkAtCheckpoint } from './checkpoint-rules.ts';
import { ProjectionError } from './errors.ts';
import { type OutageOptions, throughOutages } from './outage.ts';
import { endsEpoch } from './source.ts';

export interface WriterOptions extends BatchTarget {
  schema: ProjectingSchema;
  fold: { name: string; version: number };
  epoch: number;
  streamCreated: string | null;
  outage: OutageOptions;
  onTransaction?: ((seconds: number) => void) | undefined;
}

/**
 * Writes folded commits past the stored checkpoint, each exactly once, whoever else writes and however a
 * transaction's outcome was lost on the way.
 */
export class CheckpointedWriter {
  readonly #options: WriterOptions;
  #held: Checkpoint | null;
  /** The held checkpoint was read from the database and not yet compared with what folding gives. */
  #foreign: boolean;

  constructor(options: WriterOptions, stored: Checkpoint | null) {
    this.#options = options;
    this.#held = stored;
    this.#foreign = stored !== null;
  }

  /**
   * Writes what of `applied` lies past the checkpoint, in one transaction. Must be given every commit of the epoch,
   * in order. Throws LOG_REPLACED or STATE_DIGEST_MISMATCH when folding disagrees with the stored checkpoint.
   */
  async write(applied: readonly AppliedCommit[]): Promise<void> {
    for (;;) {
      const pending = this.#past(applied);
      const last = pending.at(-1);
      if (!last) return;
      const next = this.#checkpointAt(last);
      const held = this.#held;
      const moved = await throughOutages(() => this.#transaction(held, next, pending), this.#options.outage);
      if (moved) {
        this.#held = next;
        this.#foreign = false;
        return;
      }
      await this.#reload();
    }
  }

  #past(applied: readonly AppliedCommit[]): readonly AppliedCommit[] {
    const held = this.#held;
    if (held === null) return applied;
    const at = this.#foreign && applied.find(({ commit }) => commit.sequence >= held.sequence);
    if (at) {
      checkAtCheckpoint(held, at);
      this.#foreign = false;
    }
    return applied.filter(({ commit }) => commit.sequence > held.sequence);
  }

  /** Another writer, or a transaction of ours whose answer was lost, moved the checkpoint: go on from there. */
  async #reload(): Promise<void> {
    const { sql, schema, fold, epoch, outage } = this.#options;
    const before = this.#held;
    const stored = await throughOutages(() => loadCheckpoint(sql, schema, fold.name, epoch), outage);
    if (stored === null || (before !== null && stored.sequence <= before.sequence)) {
      throw new ProjectionError('CHECKPOINT_LOST', `the checkpoint of ${fold.name} in epoch ${epoch} was taken back`);
    }
    this.#held = stored;
    this.#foreign = true;
  }

  #checkpointAt({ commit, stateDigest }: AppliedCommit): Checkpoint {
    const { fold, epoch, streamCreated } = this.#options;
    return {
      projection: fold.name,
      epoch,
      version: fold.version,
      round: commit.round,
      sequence: commit.sequence,
      timestampMs: commit.timestampMs,
      commitDigest: commit.digest,
      stateDigest,
      streamCreated,
      ended: endsEpoch(commit),
    };
  }

  #transaction(held: Checkpoint | null, next: Checkpoint, pending: readonly AppliedCommit[]): Promise<boolean> {
    const { fold, telemetry, onTransaction } = this.#options;
    const rows = pending.flatMap((applied) => applied.rows);
    const work = async () => {
      const start = performance.now();
      const moved = await writeBatch(this.#options, held, next, rows);
      onTransaction?.((performance.now() - start) / 1000);
      return moved;
    };
    if (rows.length === 0) return work();
    const attributes = {
      'baton.projection': fold.name,
      'baton.commits': pending.length,
      'baton.rows': rows.length,
    };
    const subject = { epoch: next.epoch, round: next.round };
    return withSpan(telemetry, SPANS.projectionTransaction, { links: linksOf(pending), subject, attributes }, work);
  }
}

/** Commits have as many causes as they hold messages: each is linked, none is the parent. */
export function linksOf(commits: readonly AppliedCommit[]) {
  return linksFromTraceparents(
    commits
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ commit }) => (commit.trace ?? []).map((carrier) => carrier?.traceparent)),
  );
}

/** Links to what a decision's own commit held. */
export function linksOfRound(applied: readonly AppliedCommit[], round: Round) {
  return linksOf(applied.filter(({ commit }) => commit.round === round));
}
