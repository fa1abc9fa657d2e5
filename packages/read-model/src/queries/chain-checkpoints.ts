import type { CheckpointKind, Digest, Epoch, SequenceNumber } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, eq, gt, inArray, isNotNull, max, sql } from '../orm.ts';
import * as tables from '../schema/handoff.ts';
import type { Page } from './page.ts';

export type ChainCheckpointRow = typeof tables.checkpoint.$inferSelect;
export type CheckpointTallyRow = typeof tables.checkpointTally.$inferSelect;
export type CheckpointSignatureRow = typeof tables.checkpointSignature.$inferSelect;
export type UserSessionOutputRow = typeof tables.userSessionOutput.$inferSelect;
export type CapabilityRow = typeof tables.capability.$inferSelect;
export type ProtocolUpgradeRow = typeof tables.protocolUpgrade.$inferSelect;

export interface CheckpointRange {
  kind: CheckpointKind;
  /** Only numbers above this one. */
  after?: SequenceNumber;
  limit?: number;
}

/** Checkpoints an answer holds where no limit is asked for. */
const CHECKPOINTS_DEFAULT = 100;

/** What the checkpoints of one kind hold, ascending by number. */
export function checkpoints(
  db: Connection,
  epoch: Epoch,
  { kind, after = 0, limit = CHECKPOINTS_DEFAULT }: CheckpointRange,
): Promise<ChainCheckpointRow[]> {
  const { checkpoint } = tables;
  return db
    .select()
    .from(checkpoint)
    .where(and(eq(checkpoint.epoch, epoch), eq(checkpoint.kind, kind), gt(checkpoint.sequenceNumber, after)))
    .orderBy(asc(checkpoint.sequenceNumber))
    .limit(limit);
}

/** Kind and number. */
export type CheckpointPlace = readonly [kind: string, sequenceNumber: SequenceNumber];

export interface CheckpointFilter {
  /** Both, where none is given. */
  kind?: CheckpointKind | undefined;
  /** Only numbers above this one. */
  above?: SequenceNumber;
}

/** What the checkpoints of an epoch hold, by kind and number. */
export function checkpointsPage(
  db: Connection,
  epoch: Epoch,
  { kind, above = 0 }: CheckpointFilter,
  { after, limit }: Page<CheckpointPlace>,
): Promise<ChainCheckpointRow[]> {
  const { checkpoint } = tables;
  const behind = (place: CheckpointPlace) =>
    sql`(${checkpoint.kind}, ${checkpoint.sequenceNumber}) > (${place[0]}, ${place[1]})`;
  return db
    .select()
    .from(checkpoint)
    .where(
      and(
        eq(checkpoint.epoch, epoch),
        kind && eq(checkpoint.kind, kind),
        gt(checkpoint.sequenceNumber, above),
        after && behind(after),
      ),
    )
    .orderBy(asc(checkpoint.kind), asc(checkpoint.sequenceNumber))
    .limit(limit);
}

export async function checkpoint(
  db: Connection,
  epoch: Epoch,
  kind: CheckpointKind,
  sequenceNumber: SequenceNumber,
): Promise<ChainCheckpointRow | undefined> {
  const rows = await checkpoints(db, epoch, { kind, after: sequenceNumber - 1, limit: 1 });
  return rows.find((row) => row.sequenceNumber === sequenceNumber);
}

/** Highest number of this kind that the log decided in the epoch; null before the first. */
export async function lastDecided(db: Connection, epoch: Epoch, kind: CheckpointKind): Promise<SequenceNumber | null> {
  const { checkpoint } = tables;
  const rows = await db
    .select({ highest: max(checkpoint.sequenceNumber) })
    .from(checkpoint)
    .where(and(eq(checkpoint.epoch, epoch), eq(checkpoint.kind, kind)));
  return rows[0]?.highest ?? null;
}

export interface CheckpointHeads {
  kind: CheckpointKind;
  /** Highest number the log decided; null before the first. */
  decided: SequenceNumber | null;
  /** Highest number with a quorum of sequenced signatures. */
  certified: SequenceNumber | null;
}

/** How far each kind has come, over all epochs. */
export async function checkpointHeads(db: Connection): Promise<CheckpointHeads[]> {
  const { checkpoint, checkpointTally: tally } = tables;
  const [decided, certified] = await Promise.all([
    db
      .select({ kind: checkpoint.kind, highest: sql<number>`max(${checkpoint.sequenceNumber})`.mapWith(Number) })
      .from(checkpoint)
      .groupBy(checkpoint.kind),
    db
      .select({ kind: tally.kind, highest: sql<number>`max(${tally.sequenceNumber})`.mapWith(Number) })
      .from(tally)
      .where(isNotNull(tally.certifiedRound))
      .groupBy(tally.kind),
  ]);
  return decided.map(({ kind, highest }) => ({
    kind,
    decided: highest,
    certified: certified.find((row) => row.kind === kind)?.highest ?? null,
  }));
}

/** Which contents of these numbers were signed, and with how much stake. */
export function checkpointTallies(
  db: Connection,
  epoch: Epoch,
  kind: CheckpointKind,
  sequenceNumbers: readonly SequenceNumber[],
): Promise<CheckpointTallyRow[]> {
  const { checkpointTally } = tables;
  return db
    .select()
    .from(checkpointTally)
    .where(
      and(
        eq(checkpointTally.epoch, epoch),
        eq(checkpointTally.kind, kind),
        inArray(checkpointTally.sequenceNumber, [...sequenceNumbers]),
      ),
    )
    .orderBy(asc(checkpointTally.sequenceNumber), asc(checkpointTally.contentsDigest));
}

/** The sequenced signatures of these numbers, by number and signer. */
export function checkpointSignatures(
  db: Connection,
  epoch: Epoch,
  kind: CheckpointKind,
  sequenceNumbers: readonly SequenceNumber[],
): Promise<CheckpointSignatureRow[]> {
  const { checkpointSignature } = tables;
  return db
    .select()
    .from(checkpointSignature)
    .where(
      and(
        eq(checkpointSignature.epoch, epoch),
        eq(checkpointSignature.kind, kind),
        inArray(checkpointSignature.sequenceNumber, [...sequenceNumbers]),
      ),
    )
    .orderBy(asc(checkpointSignature.sequenceNumber), asc(checkpointSignature.authority));
}

/** Signatures over exactly these contents: what is added up for the chain. */
export async function signaturesOfContents(
  db: Connection,
  epoch: Epoch,
  kind: CheckpointKind,
  sequenceNumber: SequenceNumber,
  contentsDigest: Digest,
): Promise<CheckpointSignatureRow[]> {
  const rows = await checkpointSignatures(db, epoch, kind, [sequenceNumber]);
  return rows.filter((row) => row.contentsDigest === contentsDigest);
}

/** Those of the given user sessions that a quorum has agreed upon in this epoch. */
export function userSessionOutputs(
  db: Connection,
  epoch: Epoch,
  sequenceNumbers: readonly SequenceNumber[],
): Promise<UserSessionOutputRow[]> {
  const { userSessionOutput } = tables;
  return db
    .select()
    .from(userSessionOutput)
    .where(and(eq(userSessionOutput.epoch, epoch), inArray(userSessionOutput.sequenceNumber, [...sequenceNumbers])))
    .orderBy(asc(userSessionOutput.sequenceNumber));
}

/** Undefined before the close. */
export async function protocolUpgrade(db: Connection, epoch: Epoch): Promise<ProtocolUpgradeRow | undefined> {
  const rows = await db.select().from(tables.protocolUpgrade).where(eq(tables.protocolUpgrade.epoch, epoch));
  return rows[0];
}
