import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CommitAppend,
  type DeliveredCommit,
  jetStreamStores,
  LogError,
  type LogStore,
  openEpochLog,
  streamName,
  verifyEpochLog,
} from '@baton/log';
import { announcement, chainCommits, TestNetwork } from '@baton/log/testing';
import { type NatsServer, startNats, until } from '@baton/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const network = new TestNetwork('reader');
const { sequencerKey } = network;
const alice = network.member(0);

let server: NatsServer;
let connection: NatsConnection;
let store: LogStore;

beforeEach(async () => {
  server = await startNats();
  connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  store = (await jetStreamStores(connection, network.name))(1);
  await store.create();
});

afterEach(async () => {
  await connection?.close();
  await server?.close();
});

/** Opens the epoch, then one message per commit. */
function history(count: number, from = 0): CommitAppend[] {
  const opening = network.sequencerMessage(1, { kind: 'epoch_opened', record: network.opened(1) });
  const commits = Array.from({ length: count }, (_, index) => ({
    round: index + 1,
    timestampMs: 1_000 + index,
    messages: index === 0 ? [opening] : [network.message(alice, 1, announcement(alice.name, 1, index + from))],
  }));
  return chainCommits(network, 1, commits);
}

async function append(commits: readonly CommitAppend[]): Promise<void> {
  for (const commit of commits) expect(await store.append(commit)).toMatchObject({ outcome: 'appended' });
}

const seen = ({ round, sequence, digest, timestampMs, messages }: DeliveredCommit) =>
  JSON.stringify({ round, sequence, digest, timestampMs, messages });

class Following {
  readonly commits: DeliveredCommit[] = [];
  readonly batches: number[] = [];
  readonly stop = new AbortController();
  readonly ended: Promise<unknown>;

  constructor() {
    this.ended = this.#run().catch((error: unknown) => error);
  }

  async #run(): Promise<void> {
    for await (const batch of openEpochLog(store, { sequencerKey }).follow({ signal: this.stop.signal })) {
      this.commits.push(...batch);
      this.batches.push(batch.length);
    }
  }

  has(count: number): Promise<unknown> {
    return until(() => this.commits.length >= count, { what: `${count} commits` });
  }
}

describe('a reader', () => {
  test('catches up in batches, then gets each commit alone, and replays the same', async () => {
    const commits = history(210);
    await append(commits.slice(0, 200));
    const live = new Following();
    await live.has(200);
    expect(Math.max(...live.batches)).toBeLessThanOrEqual(250);
    expect(live.batches.length).toBeLessThan(50);
    const behind = live.batches.length;
    for (const commit of commits.slice(200)) {
      const have = live.commits.length;
      await append([commit]);
      await live.has(have + 1);
    }
    expect(live.batches.slice(behind)).toEqual(Array(10).fill(1));
    const replayed = new Following();
    await replayed.has(210);
    expect(replayed.commits.map(seen)).toEqual(live.commits.map(seen));
    for (const reader of [live, replayed]) {
      reader.stop.abort();
      expect(await reader.ended).toBeUndefined();
    }
  });

  test('that comes after the end gets all of a sealed stream, though nothing follows', async () => {
    await append(history(400));
    await store.seal();
    const late = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const reader = new Following();
        await reader.has(400);
        reader.stop.abort();
        return reader.commits.length;
      }),
    );
    expect(late).toEqual(Array(5).fill(400));
  });

  test('goes on when the server is killed and started again', async () => {
    const commits = history(6);
    await append(commits.slice(0, 3));
    const reader = new Following();
    await reader.has(3);
    await server.kill();
    await server.restart();
    await until(() => store.describe(), { what: 'the server' });
    await append(commits.slice(3));
    await reader.has(6);
    expect(reader.commits.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
    reader.stop.abort();
  });

  test('goes on when its consumer is deleted', async () => {
    const commits = history(4);
    await append(commits.slice(0, 2));
    const reader = new Following();
    await reader.has(2);
    const manager = await jetstreamManager(connection);
    const stream = streamName(network.name, 1);
    for await (const { name } of manager.consumers.list(stream)) await manager.consumers.delete(stream, name);
    await append(commits.slice(2));
    await reader.has(4);
    expect(reader.commits.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
    reader.stop.abort();
  });

  test('stops when another stream stands under the name', async () => {
    await append(history(3));
    const reader = new Following();
    await reader.has(3);
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(streamName(network.name, 1));
    await store.create();
    await append(history(5));
    expect(await reader.ended).toMatchObject({ code: 'LOG_REPLACED' });
  });

  test('stops when the tail of the stream was lost', async () => {
    const commits = history(6);
    await append(commits.slice(0, 2));
    await server.stop();
    cpSync(join(server.dir, 'jetstream'), join(server.dir, 'earlier'), { recursive: true });
    await server.restart();
    await until(() => store.describe(), { what: 'the server' });
    await append(commits.slice(2));
    const reader = new Following();
    await reader.has(6);
    await server.stop();
    rmSync(join(server.dir, 'jetstream'), { recursive: true });
    cpSync(join(server.dir, 'earlier'), join(server.dir, 'jetstream'), { recursive: true });
    await server.restart();
    expect(await reader.ended).toMatchObject({ code: 'LOG_REPLACED' });
  });

  test('is told when there is no stream, and when the connection is closed', async () => {
    const missing = (await jetStreamStores(connection, network.name))(9);
    const following = openEpochLog(missing, { sequencerKey }).follow({ signal: AbortSignal.timeout(5_000) });
    await expect(
      (async () => {
        for await (const _ of following);
      })(),
    ).rejects.toMatchObject({ code: 'STREAM_MISSING' });
    await append(history(1));
    const reader = new Following();
    await reader.has(1);
    await connection.close();
    expect(await reader.ended).toBeInstanceOf(LogError);
  });
});

describe('a store that was changed on disk', () => {
  test('is never taken for the whole that it was', async () => {
    await append(history(4));
    expect(await verifyEpochLog(store, { sequencerKey, signal: AbortSignal.timeout(10_000) })).toMatchObject({
      problems: [],
    });
    await server.stop();
    // One byte of a message's blob hash: the server's own checksum finds it and drops the message from there.
    const files = execFileSync('find', [join(server.dir, 'jetstream'), '-name', '*.blk'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(files).toHaveLength(1);
    const { readFileSync, writeFileSync } = await import('node:fs');
    const bytes = readFileSync(files[0] as string);
    bytes[Math.floor(bytes.length * 0.6)]! ^= 0xff;
    writeFileSync(files[0] as string, bytes);
    await server.restart();
    await until(() => store.describe(), { what: 'the server' });
    const report = await verifyEpochLog(store, { sequencerKey, signal: AbortSignal.timeout(10_000) });
    expect(report.problems.length > 0 || (report.head?.round ?? 0) < 4).toBe(true);
  });
});
