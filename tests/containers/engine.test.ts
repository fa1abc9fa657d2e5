import { testServers } from '@baton/testkit';
import { describe, expect, test } from 'vitest';
import { withoutEngine } from './engine.ts';

describe.skipIf(withoutEngine !== '')(
  `servers from images, and the tests of log and projections on them${withoutEngine}`,
  () => {
    test('nats-server runs on the Docker engine, and fsyncs each write', async () => {
      const servers = testServers();
      expect(servers.source).toBe('containers');
      await using nats = await servers.startNats();
      const facts = (await (await fetch(`${nats.monitorUrl}/varz`)).json()) as Record<string, unknown>;
      expect(facts).toMatchObject({ port: 4222, jetstream: { config: { sync_always: true } } });
    });
  },
);
