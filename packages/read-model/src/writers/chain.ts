import type { Connection } from '../database.ts';
import { eq, sql } from '../orm.ts';
import * as tables from '../schema/chain.ts';
import { upsertAndNotify } from '../upsert.ts';

/** Each writer says whether anything changed; listeners are told in the same transaction, and only then. */
export async function writeEpochView(
  connection: Connection,
  row: typeof tables.epochView.$inferInsert,
): Promise<boolean> {
  const { observedAt, ...facts } = row;
  return connection.transaction(async (transaction) => {
    // When the chain was looked at is not a change of what it says.
    await transaction.update(tables.epochView).set({ observedAt }).where(eq(tables.epochView.epoch, row.epoch));
    return upsertAndNotify(transaction, 'chain', tables.epochView, [{ ...facts, observedAt }], { epoch: row.epoch });
  });
}

export function writeNetworkKeys(
  connection: Connection,
  rows: readonly (typeof tables.networkKey.$inferInsert)[],
): Promise<boolean> {
  return upsertAndNotify(connection, 'chain', tables.networkKey, rows, epochOf(rows));
}

export async function writeAssembly(
  connection: Connection,
  row: typeof tables.assembly.$inferInsert,
): Promise<boolean> {
  const { epoch, lastCompleteAt } = row;
  return connection.transaction(async (transaction) => {
    // That it is still complete is not a change of what it says.
    if (lastCompleteAt !== undefined)
      await transaction.update(tables.assembly).set({ lastCompleteAt }).where(eq(tables.assembly.epoch, epoch));
    return upsertAndNotify(transaction, 'chain', tables.assembly, [row], { epoch });
  });
}

/** Adds to a counter; listeners are not told. */
export async function addChainReads(connection: Connection, method: string, count = 1): Promise<void> {
  await connection
    .insert(tables.chainReadCounter)
    .values({ method, count })
    .onConflictDoUpdate({
      target: tables.chainReadCounter.method,
      set: { count: sql`${tables.chainReadCounter.count} + ${count}` },
    });
}

/** Makes a counter visible at 0. */
export async function declareChainReads(connection: Connection, methods: readonly string[]): Promise<void> {
  if (methods.length === 0) return;
  await connection
    .insert(tables.chainReadCounter)
    .values(methods.map((method) => ({ method, count: 0 })))
    .onConflictDoNothing();
}

const epochOf = (rows: readonly { epoch: number }[]) => (rows[0] ? { epoch: rows[0].epoch } : {});
