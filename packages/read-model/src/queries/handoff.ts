import type { AuthorityName, Digest, Epoch, ObjectId } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, eq } from '../orm.ts';
import type { NetworkKeyOutputKind } from '../schema/handoff.ts';
import * as tables from '../schema/handoff.ts';

export * from './chain-checkpoints.ts';
export * from './handoff-epochs.ts';
export * from './handoff-lists.ts';

export type VoteRow = typeof tables.vote.$inferSelect;
export type AttestationRow = typeof tables.attestation.$inferSelect;
export type HandoffSignatureRow = typeof tables.handoffSignature.$inferSelect;
export type CloseStatusRow = typeof tables.closeStatus.$inferSelect;
export type OutputVoteRow = typeof tables.outputVote.$inferSelect;
export type AgreedOutputRow = typeof tables.networkKeyOutput.$inferSelect;
export type CertificateRow = typeof tables.certificate.$inferSelect;

export function votes(db: Connection, epoch: Epoch): Promise<VoteRow[]> {
  return db.select().from(tables.vote).where(eq(tables.vote.epoch, epoch)).orderBy(asc(tables.vote.authority));
}

export async function voteOf(db: Connection, epoch: Epoch, authority: AuthorityName): Promise<VoteRow | undefined> {
  const { vote } = tables;
  const rows = await db
    .select()
    .from(vote)
    .where(and(eq(vote.epoch, epoch), eq(vote.authority, authority)));
  return rows[0];
}

/** Every attestation that was signed in the epoch; more than one is a divergence. */
export function attestations(db: Connection, epoch: Epoch): Promise<AttestationRow[]> {
  const { attestation } = tables;
  return db.select().from(attestation).where(eq(attestation.epoch, epoch)).orderBy(asc(attestation.attestationDigest));
}

export function handoffSignatures(
  db: Connection,
  epoch: Epoch,
  attestationDigest?: Digest,
): Promise<HandoffSignatureRow[]> {
  const { handoffSignature } = tables;
  return db
    .select()
    .from(handoffSignature)
    .where(
      attestationDigest === undefined
        ? eq(handoffSignature.epoch, epoch)
        : and(eq(handoffSignature.epoch, epoch), eq(handoffSignature.attestationDigest, attestationDigest)),
    )
    .orderBy(asc(handoffSignature.attestationDigest), asc(handoffSignature.signer));
}

/** Undefined before the epoch's first commit was folded. `closeRound` is null until the close. */
export async function closeStatus(db: Connection, epoch: Epoch): Promise<CloseStatusRow | undefined> {
  const rows = await db.select().from(tables.closeStatus).where(eq(tables.closeStatus.epoch, epoch));
  return rows[0];
}

export function outputVotes(db: Connection, epoch: Epoch): Promise<OutputVoteRow[]> {
  const { outputVote } = tables;
  return db
    .select()
    .from(outputVote)
    .where(eq(outputVote.epoch, epoch))
    .orderBy(asc(outputVote.keyId), asc(outputVote.output), asc(outputVote.authority));
}

/** Outputs that a quorum of stake agreed on, of the sessions of one epoch. */
export function agreedOutputs(db: Connection, epoch: Epoch): Promise<AgreedOutputRow[]> {
  const { networkKeyOutput } = tables;
  return db
    .select()
    .from(networkKeyOutput)
    .where(eq(networkKeyOutput.epoch, epoch))
    .orderBy(asc(networkKeyOutput.keyId), asc(networkKeyOutput.output));
}

export async function agreedOutput(
  db: Connection,
  epoch: Epoch,
  keyId: ObjectId,
  output: NetworkKeyOutputKind,
): Promise<AgreedOutputRow | undefined> {
  const rows = await agreedOutputs(db, epoch);
  return rows.find((row) => row.keyId === keyId && row.output === output);
}

/** The richest certificate held for an epoch. */
export async function certificate(db: Connection, epoch: Epoch): Promise<CertificateRow | undefined> {
  const rows = await db.select().from(tables.certificate).where(eq(tables.certificate.epoch, epoch));
  return rows[0];
}

/** The round of the stream's last commit, once it was folded. */
export async function endedRound(db: Connection, epoch: Epoch): Promise<number | undefined> {
  const rows = await db.select().from(tables.epochEnd).where(eq(tables.epochEnd.epoch, epoch));
  return rows[0]?.endedRound;
}
