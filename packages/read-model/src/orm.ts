import { createRequire } from 'node:module';

/**
 * drizzle-orm, loaded as CommonJS. As ES modules it costs each process most of a second: Node parses its 180 KB
 * package.json anew for every one of its files. Values come from here, types from the package itself.
 */
const load = createRequire(import.meta.url);

const main: typeof import('drizzle-orm') = load('drizzle-orm');
const core: typeof import('drizzle-orm/pg-core') = load('drizzle-orm/pg-core');
const driver: typeof import('drizzle-orm/postgres-js') = load('drizzle-orm/postgres-js');
const migrator: typeof import('drizzle-orm/postgres-js/migrator') = load('drizzle-orm/postgres-js/migrator');

export const { and, asc, desc, eq, getTableColumns, gt, gte, inArray, isNotNull, lt, max, sql } = main;
export const { bigint, boolean, getTableConfig, jsonb, pgSchema, primaryKey, text } = core;
export const { drizzle } = driver;
export const { migrate } = migrator;
