import { SHARED_POSTGRES, TEST_SERVERS, type TestPostgres, testServers } from '@baton/testkit';
import { withoutEngine } from './engine.ts';

let server: TestPostgres | undefined;

/** One Postgres container for the run, where an engine answers. */
export async function setup(): Promise<void> {
  if (withoutEngine !== '') {
    process.stderr.write('containers: no Docker engine answers, so their tests are skipped\n');
    return;
  }
  const before = process.env[TEST_SERVERS];
  process.env[TEST_SERVERS] = 'containers';
  try {
    server = await testServers().startPostgres({ fsync: false, maxConnections: 300 });
  } finally {
    if (before === undefined) delete process.env[TEST_SERVERS];
    else process.env[TEST_SERVERS] = before;
  }
  process.env[SHARED_POSTGRES.containers] = server.url();
}

export async function teardown(): Promise<void> {
  await server?.close();
}
