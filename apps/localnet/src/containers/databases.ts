import { migrateSchemas, openDatabase, POSTGRES_SCHEMAS } from '@baton/read-model';
import type { NetworkPlan } from '../network.ts';
import { ADMINISTRATOR, databaseOf, databaseUrl } from './addresses.ts';
import { passwordOf } from './passwords.ts';
import type { Volumes } from './volumes.ts';

const APPLICATION = { maxConnections: 2, applicationName: 'baton-databases' } as const;

/** A role and a database of its own for each validator, with all tables; what is there stays. */
export async function makeDatabases(volumes: Volumes, { validators }: NetworkPlan): Promise<void> {
  const roles = validators.map((validator) => {
    const role = databaseOf(validator);
    return { role, password: passwordOf(volumes, role) };
  });
  const administrator = databaseUrl(ADMINISTRATOR, passwordOf(volumes, ADMINISTRATOR), ADMINISTRATOR);
  const { sql, close } = openDatabase(administrator, APPLICATION);
  try {
    for (const { role, password } of roles) {
      const [known] = await sql`select 1 from pg_roles where rolname = ${role}`;
      // The statement takes no parameters; the password is hexadecimal.
      if (known === undefined) await sql`create role ${sql(role)} login password ${sql.unsafe(`'${password}'`)}`;
      const [made] = await sql`select 1 from pg_database where datname = ${role}`;
      if (made === undefined) await sql`create database ${sql(role)} owner ${sql(role)}`;
      // Every role may connect to a new database unless told otherwise.
      await sql`revoke connect on database ${sql(role)} from public`;
    }
  } finally {
    await close();
  }
  await Promise.all(roles.map(({ role, password }) => migrate(databaseUrl(role, password, role))));
}

async function migrate(url: string): Promise<void> {
  const { sql, close } = openDatabase(url, APPLICATION);
  try {
    await migrateSchemas(sql, POSTGRES_SCHEMAS);
  } finally {
    await close();
  }
}
