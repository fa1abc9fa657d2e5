import type { AuthorityName, Digest, Epoch, Round, Stake } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { desc, eq, lt, sql } from '../orm.ts';
import { epochView } from '../schema/chain.ts';
import * as tables from '../schema/handoff.ts';
import type { CloseStatusRow } from './handoff.ts';
import type { EpochPage } from './page.ts';

/** An epoch's end in a line, with the vote of each member. */
export interface HandoffEpochRow {
  epoch: Epoch;
  voters: number;
  voteStake: Stake;
  quorumRound: Round | null;
  closeRound: Round | null;
  reason: CloseStatusRow['reason'];
  endedRound: Round | null;
  /** Different attestations that were signed: more than one is a divergence. */
  attestations: number;
  /** Seated members in the chain's order; empty where the chain was not seen. */
  seated: AuthorityName[];
  votes: { authority: AuthorityName; attestationDigest: Digest | null; signatureAccepted: boolean }[];
  certificate: { attestationDigest: Digest; signers: number; stake: Stake; quorum: Stake } | null;
}

/** Epochs with votes, a close or a certificate, newest first; one query. Certificates outlive the rest. */
export async function handoffEpochs(db: Connection, { before, limit }: EpochPage): Promise<HandoffEpochRow[]> {
  const { closeStatus: close, certificate, epochEnd, vote, attestation } = tables;
  const epoch = sql<Epoch>`coalesce(${close.epoch}, ${certificate.epoch})`.mapWith(close.epoch);
  const members = sql`jsonb_array_elements(${epochView.committee} -> 'members') with ordinality as member(value, place)`;
  const rows = await db
    .select({
      epoch,
      voters: sql<number>`coalesce(${close.voters}, 0)`.mapWith(close.voters),
      voteStake: sql<number>`coalesce(${close.voteStake}, 0)`.mapWith(close.voteStake),
      quorumRound: close.quorumRound,
      closeRound: close.closeRound,
      reason: close.reason,
      endedRound: epochEnd.endedRound,
      attestations: sql<number>`(select count(*) from ${attestation} where ${attestation.epoch} = ${epoch})`.mapWith(
        Number,
      ),
      seated: sql<AuthorityName[]>`coalesce(
        (select json_agg(member.value ->> 'name' order by member.place) from ${members}), '[]')`,
      votes: sql<HandoffEpochRow['votes']>`coalesce(
        (select json_agg(json_build_object('authority', ${vote.authority}, 'attestationDigest',
          ${vote.attestationDigest}, 'signatureAccepted', ${vote.signatureAccepted}) order by ${vote.authority})
         from ${vote} where ${vote.epoch} = ${epoch}), '[]')`,
      certificate: {
        attestationDigest: certificate.attestationDigest,
        signers: certificate.signers,
        stake: certificate.stake,
        quorum: certificate.quorum,
      },
    })
    .from(close)
    .fullJoin(certificate, eq(certificate.epoch, close.epoch))
    .leftJoin(epochEnd, eq(epochEnd.epoch, epoch))
    .leftJoin(epochView, eq(epochView.epoch, epoch))
    .where(before === undefined ? undefined : lt(epoch, before))
    .orderBy(desc(epoch))
    .limit(limit);
  return rows as HandoffEpochRow[];
}
