import type { SchemaState } from '@baton/read-model';
import { type Finding, fail, ok, warn } from './finding.ts';

export interface DatabaseFacts {
  /** Such as 180004 */
  versionNumber: number;
  version: string;
  fsync: string;
  fullPageWrites: string;
  synchronousCommit: string;
  connections: number;
  connectionsMax: number;
}

const VERSION_MINIMUM = 140_000;
const CONNECTIONS_WARN_SHARE = 0.9;

export function judgeDatabase(address: string, facts: DatabaseFacts): Finding[] {
  const found = [
    facts.versionNumber >= VERSION_MINIMUM
      ? ok('version', 'Postgres', facts.version)
      : fail('version', 'Postgres', facts.version, 'Use Postgres 14 or later; 18 is what the tests run on.'),
    judgeSettings(address, facts),
  ];
  const { connections, connectionsMax } = facts;
  if (connections > connectionsMax * CONNECTIONS_WARN_SHARE)
    found.push(
      warn(
        'database',
        address,
        `${connections} of ${connectionsMax} connections are taken`,
        'Raise max_connections: a node takes up to 20.',
      ),
    );
  return found;
}

function judgeSettings(address: string, { fsync, fullPageWrites, synchronousCommit }: DatabaseFacts): Finding {
  const off = [fsync === 'off' ? 'fsync' : '', fullPageWrites === 'off' ? 'full_page_writes' : ''].filter(Boolean);
  if (off.length > 0)
    return fail(
      'database',
      address,
      `${off.join(' and ')} off: a power cut can damage the database`,
      'Turn it on. The read models could be rebuilt, the own copy of old certificates could not.',
    );
  if (synchronousCommit === 'off')
    return warn(
      'database',
      address,
      'synchronous_commit is off: a power cut loses the last transactions',
      'Turn it on: what the announcer signed must be remembered before it is sent.',
    );
  return ok('database', address, 'answers, and keeps what it acknowledges');
}

/** `mayMigrate`: whether the node's role may make and change tables. */
export function judgeSchemas(address: string, states: readonly SchemaState[], mayMigrate: boolean): Finding {
  const names = (state: SchemaState['state']) =>
    states.filter((one) => one.state === state).map(({ schema }) => schema);
  const newer = names('newer');
  if (newer.length > 0)
    return fail(
      'migrations',
      address,
      `tables of a newer build: ${newer.join(', ')}`,
      'Run the newer build, or restore the backup taken before the upgrade.',
    );
  const behind = [...names('missing'), ...names('older')];
  if (behind.length === 0) return ok('migrations', address, `all ${states.length} schemas are of this build`);
  const detail = `to be made: ${behind.join(', ')}`;
  if (mayMigrate) return warn('migrations', address, detail, 'Nothing by hand: the node makes them when it starts.');
  return fail(
    'migrations',
    address,
    `${detail}, and the node's role may not`,
    "Run `baton database migrate` as the tables' owner, with --grant-to and this role, before the node starts.",
  );
}
