import {
  chainQueries,
  type Database,
  type EpochView,
  mayMigrate,
  openDatabase,
  POSTGRES_SCHEMAS,
  schemaStates,
} from '@baton/read-model';
import { databaseAccess } from '@baton/service-runtime';
import type { NodeConfiguration } from '../configuration.ts';
import { type Finding, fail, reasonOf } from './finding.ts';
import { judgeClock, readClock } from './judge-clock.ts';
import { type DatabaseFacts, judgeDatabase, judgeSchemas } from './judge-database.ts';

const UNREACHABLE = 'Check databaseUrl, the role and its password, the firewall, and whether Postgres runs.';

export interface DatabaseExamination {
  findings: Finding[];
  /** What the node last saw of the chain; undefined where nothing can be read of it. */
  view: EpochView | undefined;
}

/** Reachability, durability, migrations and clock; and the committee, for who wants to look at its peers. */
export async function examineDatabase(configuration: NodeConfiguration): Promise<DatabaseExamination> {
  const address = new URL(configuration.databaseUrl).host;
  let database: Database | undefined;
  try {
    const access = await databaseAccess(configuration);
    database = openDatabase(configuration.databaseUrl, {
      maxConnections: 2,
      applicationName: 'baton-doctor',
      ...access,
    });
    const askedMs = Date.now();
    const { facts, nowMs } = await readFacts(database);
    const clock = judgeClock(readClock('Postgres', nowMs, askedMs, Date.now()));
    const states = await schemaStates(database.sql, POSTGRES_SCHEMAS);
    const schemas = judgeSchemas(address, states, await mayMigrate(database.sql, POSTGRES_SCHEMAS));
    const findings = [...judgeDatabase(address, facts), schemas, clock];
    const hasChain = states.some(({ schema, state }) => schema === 'chain' && state === 'current');
    return { findings, view: hasChain ? await chainQueries.latestEpochView(database.db) : undefined };
  } catch (error) {
    return { findings: [fail('database', address, reasonOf(error), UNREACHABLE)], view: undefined };
  } finally {
    await database?.close();
  }
}

async function readFacts({ sql }: Database): Promise<{ facts: DatabaseFacts; nowMs: number }> {
  const [row] = await sql<(Record<keyof DatabaseFacts, string> & { now: string })[]>`
    select current_setting('server_version_num') as "versionNumber", current_setting('server_version') as version,
      current_setting('fsync') as fsync, current_setting('full_page_writes') as "fullPageWrites",
      current_setting('synchronous_commit') as "synchronousCommit", current_setting('max_connections') as "connectionsMax",
      (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
      extract(epoch from clock_timestamp()) * 1000 as now`;
  if (row === undefined) throw new Error('the server did not answer');
  const { versionNumber, connections, connectionsMax, now, ...texts } = row;
  const numbers = {
    versionNumber: Number(versionNumber),
    connections: Number(connections),
    connectionsMax: Number(connectionsMax),
  };
  return { facts: { ...texts, ...numbers }, nowMs: Number(now) };
}
