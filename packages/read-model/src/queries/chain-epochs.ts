import type { Connection } from '../database.ts';
import { desc, eq, lt, sql } from '../orm.ts';
import * as tables from '../schema/chain.ts';
import type { AssemblyRow, EpochView } from './chain.ts';
import type { EpochPage } from './page.ts';

/** What this node saw of the chain in an epoch, but for addresses and the committee before. */
export interface ChainEpochRow extends Omit<EpochView, 'addresses' | 'previousCommittee' | 'nextAddresses'> {
  networkKeys: number;
  assembly: Pick<AssemblyRow, 'outcome' | 'reason' | 'final'> | null;
}

/** Epochs seen on the chain, newest first; one query. */
export function chainEpochs(db: Connection, { before, limit }: EpochPage): Promise<ChainEpochRow[]> {
  const { epochView: view, assembly, networkKey } = tables;
  return db
    .select({
      epoch: view.epoch,
      committee: view.committee,
      nextCommittee: view.nextCommittee,
      protocolVersion: view.protocolVersion,
      epochStartMs: view.epochStartMs,
      epochDurationMs: view.epochDurationMs,
      endOfPublishReady: view.endOfPublishReady,
      lockedSessions: view.lockedSessions,
      observedAt: view.observedAt,
      networkKeys: sql<number>`(select count(*) from ${networkKey} where ${networkKey.epoch} = ${view.epoch})`.mapWith(
        Number,
      ),
      assembly: { outcome: assembly.outcome, reason: assembly.reason, final: assembly.final },
    })
    .from(view)
    .leftJoin(assembly, eq(assembly.epoch, view.epoch))
    .where(before === undefined ? undefined : lt(view.epoch, before))
    .orderBy(desc(view.epoch))
    .limit(limit);
}
