import type { Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { asc, desc, eq, gte, max } from '../orm.ts';
import * as tables from '../schema/chain.ts';

export * from './chain-epochs.ts';

export type EpochView = typeof tables.epochView.$inferSelect;
export type NetworkKeyRow = typeof tables.networkKey.$inferSelect;
export type AssemblyRow = typeof tables.assembly.$inferSelect;

/** What this validator read from the chain for an epoch; undefined until it saw that epoch. */
export async function epochView(db: Connection, epoch: Epoch): Promise<EpochView | undefined> {
  const rows = await db.select().from(tables.epochView).where(eq(tables.epochView.epoch, epoch));
  return rows[0];
}

/** The view of the newest epoch seen. */
export async function latestEpochView(db: Connection): Promise<EpochView | undefined> {
  const rows = await db.select().from(tables.epochView).orderBy(desc(tables.epochView.epoch)).limit(1);
  return rows[0];
}

/** The epochs from `from` on that this validator saw on the chain, ascending. */
export async function epochsSeen(db: Connection, from: Epoch): Promise<Epoch[]> {
  const { epochView: view } = tables;
  const rows = await db.select({ epoch: view.epoch }).from(view).where(gte(view.epoch, from)).orderBy(asc(view.epoch));
  return rows.map((row) => row.epoch);
}

export function networkKeys(db: Connection, epoch: Epoch): Promise<NetworkKeyRow[]> {
  const { networkKey } = tables;
  return db.select().from(networkKey).where(eq(networkKey.epoch, epoch)).orderBy(asc(networkKey.keyId));
}

/** The assembly of the next committee's keys in `epoch`; usable once `final`. */
export async function assembly(db: Connection, epoch: Epoch): Promise<AssemblyRow | undefined> {
  const rows = await db.select().from(tables.assembly).where(eq(tables.assembly.epoch, epoch));
  return rows[0];
}

/** That of the newest epoch in which one was attempted. */
export async function latestAssembly(db: Connection): Promise<AssemblyRow | undefined> {
  const rows = await db.select().from(tables.assembly).orderBy(desc(tables.assembly.epoch)).limit(1);
  return rows[0];
}

/** Chain clock, milliseconds: when an assembly of any epoch was last complete; null before the first. */
export async function assemblyLastCompleteAt(db: Connection): Promise<number | null> {
  const rows = await db.select({ at: max(tables.assembly.lastCompleteAt) }).from(tables.assembly);
  return rows[0]?.at ?? null;
}

export async function chainReadCounts(db: Connection): Promise<Record<string, number>> {
  const rows = await db.select().from(tables.chainReadCounter);
  return Object.fromEntries(rows.map((row) => [row.method, row.count]));
}
