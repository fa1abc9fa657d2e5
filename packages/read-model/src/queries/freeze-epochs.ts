import type { AuthorityName, Epoch, Round } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, desc, eq, lt, sql } from '../orm.ts';
import { epochView } from '../schema/chain.ts';
import * as tables from '../schema/freeze.ts';
import type { EpochPage } from './page.ts';

/** An epoch's freeze in a line, with all that tells each name's place in it. */
export interface FreezeEpochRow {
  epoch: Epoch;
  quorumRound: Round | null;
  freezeRound: Round | null;
  readySigners: number;
  readyStake: number;
  /** Whether the epoch's last commit was folded. */
  ended: boolean;
  /** Null where this node did not see the chain in that epoch. */
  protocolVersion: number | null;
  /** Seated members in the chain's order; empty where the chain was not seen. */
  seated: AuthorityName[];
  frozen: Record<AuthorityName, 'quorum' | 'carried'>;
  excluded: AuthorityName[];
  /** Names whose announcements the epoch's log carries, for it or for the next epoch. */
  announced: AuthorityName[];
}

/** Epochs that the freeze projection has folded, newest first; one query, whatever the size of the committees. */
export function freezeEpochs(db: Connection, { before, limit }: EpochPage): Promise<FreezeEpochRow[]> {
  const { freezeStatus: status, frozen, excluded, announcement, projectionCheckpoint: checkpoint } = tables;
  const members = sql`jsonb_array_elements(${epochView.committee} -> 'members') with ordinality as member(value, place)`;
  return db
    .select({
      epoch: status.epoch,
      quorumRound: status.quorumRound,
      freezeRound: status.freezeRound,
      readySigners: status.readySigners,
      readyStake: status.readyStake,
      ended: sql<boolean>`coalesce(${checkpoint.ended}, false)`,
      protocolVersion: epochView.protocolVersion,
      seated: sql<AuthorityName[]>`coalesce(
        (select json_agg(member.value ->> 'name' order by member.place) from ${members}), '[]')`,
      frozen: sql<FreezeEpochRow['frozen']>`coalesce(
        (select json_object_agg(${frozen.name}, ${frozen.source}) from ${frozen}
         where ${frozen.epoch} = ${status.epoch}), '{}')`,
      excluded: sql<AuthorityName[]>`coalesce(
        (select json_agg(${excluded.name}) from ${excluded} where ${excluded.epoch} = ${status.epoch}), '[]')`,
      announced: sql<AuthorityName[]>`coalesce(
        (select json_agg(distinct ${announcement.validator}) from ${announcement}
         where ${announcement.streamEpoch} = ${status.epoch}), '[]')`,
    })
    .from(status)
    .leftJoin(epochView, eq(epochView.epoch, status.epoch))
    .leftJoin(checkpoint, and(eq(checkpoint.projection, 'freeze'), eq(checkpoint.epoch, status.epoch)))
    .where(before === undefined ? undefined : lt(status.epoch, before))
    .orderBy(desc(status.epoch))
    .limit(limit);
}
