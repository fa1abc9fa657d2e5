import type { PgTable } from 'drizzle-orm/pg-core';
import type { PostgresSchemaName } from './names.ts';
import type { Change } from './notify.ts';
import type {
  announcerTables,
  barrierTables,
  blobsTables,
  chainTables,
  freezeTables,
  handoffTables,
  sessionsTables,
} from './schema/index.ts';

interface Tables {
  freeze: typeof freezeTables;
  handoff: typeof handoffTables;
  chain: typeof chainTables;
  blobs: typeof blobsTables;
  announcer: typeof announcerTables;
  barrier: typeof barrierTables;
  sessions: typeof sessionsTables;
}

type NamesIn<Module> = {
  [Key in keyof Module]: Module[Key] extends PgTable<infer Config> ? Config['name'] : never;
}[keyof Module];

/** The tables whose changes matter to a reader: those that its queries read, and no others. */
export type Interests = { readonly [Schema in PostgresSchemaName]?: readonly NamesIn<Tables[Schema]>[] };

/** Whether a change is of one of those tables. A change that names no table may be of any; null is one not told of. */
export function concerns(interests: Interests, schema: PostgresSchemaName, change: Change | null): boolean {
  if (change === null || change.tables.length === 0) return true;
  const tables: readonly string[] = interests[schema] ?? [];
  return change.tables.some((table) => tables.includes(table));
}
