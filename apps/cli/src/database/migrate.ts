import { grantRuntime, migrateSchemas, openDatabase, POSTGRES_SCHEMAS } from '@baton/read-model';
import { databaseAccess } from '@baton/service-runtime';
import { readDatabaseConfiguration } from '../configuration.ts';
import { printJson, printLines } from '../output/print.ts';

export interface MigrateFlags {
  config: string;
  grantTo?: string;
  json?: boolean;
}

/** docs/run/install.md#postgres */
export async function migrateDatabase({ config, grantTo, json }: MigrateFlags): Promise<void> {
  const address = await readDatabaseConfiguration(config);
  const access = await databaseAccess(address);
  const database = openDatabase(address.databaseUrl, {
    maxConnections: 2,
    applicationName: 'baton-migrate',
    ...access,
  });
  try {
    await migrateSchemas(database.sql, POSTGRES_SCHEMAS);
    if (grantTo !== undefined) await grantRuntime(database.sql, POSTGRES_SCHEMAS, grantTo);
  } finally {
    await database.close();
  }
  if (json === true) return printJson({ schemas: POSTGRES_SCHEMAS, grantedTo: grantTo ?? null });
  const granted = grantTo === undefined ? [] : [`${grantTo} may read and write their rows`];
  printLines([`${POSTGRES_SCHEMAS.length} schemas are of this version`, ...granted]);
}
