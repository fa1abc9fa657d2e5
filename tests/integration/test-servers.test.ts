import { createDatabase, testServers } from '@baton/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';

const { startNats, startPostgres } = testServers();

describe('the NATS server of tests', () => {
  it('has JetStream with fsync on every write', async () => {
    await using nats = await startNats();
    const jsz = (await (await fetch(`${nats.monitorUrl}/jsz`)).json()) as { config: { sync_always?: boolean } };
    expect(jsz.config.sync_always).toBe(true);
  });

  it('keeps address and streams over a kill -9', async () => {
    await using nats = await startNats();
    const before = await connect({ servers: nats.url });
    const manager = await jetstreamManager(before);
    await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await before.close();
    await nats.kill();
    await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow();
    await nats.restart();
    const after = await connect({ servers: nats.url });
    expect((await (await jetstreamManager(after)).streams.info('KEPT')).config.name).toBe('KEPT');
    await after.close();
  });
});

describe('the Postgres of tests', () => {
  it('gives each test file a database of its own', async () => {
    await using one = await createDatabase();
    await using other = await createDatabase();
    const [first, second] = [postgres(one.url), postgres(other.url)];
    try {
      await first`create table mark (x int)`;
      expect(await second`select to_regclass('mark') as mark`).toEqual([{ mark: null }]);
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  });

  it('keeps committed rows over a kill -9', async () => {
    await using server = await startPostgres();
    const write = postgres(server.url());
    await write`create table kept (x int)`;
    await write`insert into kept values (42)`;
    await write.end();
    await server.kill();
    await expect(postgres(server.url(), { max: 1 })`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    const read = postgres(server.url());
    expect(await read`select x from kept`).toEqual([{ x: 42 }]);
    await read.end();
  });
});
