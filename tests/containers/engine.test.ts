import { testServers } from '@baton/testkit';
import { describe, expect, test } from 'vitest';
import { dockerEngine } from './engine.ts';

const version = dockerEngine();

describe('servers from images', () => {
  test.skipIf(version === undefined)('run on the Docker engine; skipped where none answers', async () => {
    const servers = testServers();
    expect(servers.source).toBe('containers');
    await using nats = await servers.startNats();
    const facts = (await (await fetch(`${nats.monitorUrl}/varz`)).json()) as Record<string, unknown>;
    expect(facts).toMatchObject({ port: 4222, jetstream: { config: { sync_always: true } } });
  });
});
