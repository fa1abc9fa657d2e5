/** The Postgres schemas, one per owning service (docs/spec/projection.md#schemas). */
export const POSTGRES_SCHEMAS = ['freeze', 'handoff', 'chain', 'blobs', 'announcer', 'barrier', 'sessions'] as const;

export type PostgresSchemaName = (typeof POSTGRES_SCHEMAS)[number];
