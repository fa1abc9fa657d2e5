import type { Connection } from '../database.ts';
import { desc, lt, sql } from '../orm.ts';
import * as tables from '../schema/barrier.ts';
import type { AnchorRow } from './barrier.ts';
import type { EpochPage } from './page.ts';

/** An anchor without the certificate's bytes. */
export type BarrierEpochRow = Omit<AnchorRow, 'certificate' | 'missing'> & {
  /** How many certified outputs are not held. */
  missing: number;
};

/** Epochs the barrier has looked at, newest first; one query. */
export function barrierEpochs(db: Connection, { before, limit }: EpochPage): Promise<BarrierEpochRow[]> {
  const { anchor } = tables;
  return db
    .select({
      epoch: anchor.epoch,
      state: anchor.state,
      priorAttestationDigest: anchor.priorAttestationDigest,
      requiresCertificate: anchor.requiresCertificate,
      missing: sql<number>`jsonb_array_length(${anchor.missing})`.mapWith(Number),
      reason: anchor.reason,
      since: anchor.since,
      retries: anchor.retries,
      readyAt: anchor.readyAt,
    })
    .from(anchor)
    .where(before === undefined ? undefined : lt(anchor.epoch, before))
    .orderBy(desc(anchor.epoch))
    .limit(limit);
}
