import {
  type AppendMessage,
  jetStreamEpochs,
  jetStreamStores,
  type LogStore,
  MemoryLogStore,
  type StoredRecord,
} from '@baton/log';
import { type TestNats, testServers, until } from '@baton/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let server: TestNats;
let connection: NatsConnection;
let epoch = 0;

beforeAll(async () => {
  server = await testServers().startNats();
  connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
});

afterAll(async () => {
  await connection?.close();
  await server?.close();
});

const ADAPTERS: [string, () => Promise<LogStore>][] = [
  ['memory', async () => new MemoryLogStore('contract', ++epoch)],
  ['JetStream', async () => (await jetStreamStores(connection, 'contract'))(++epoch)],
];

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (record: StoredRecord | null) => record && new TextDecoder().decode(record.bytes);

function message(value: string): AppendMessage {
  const trace = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
  return { bytes: bytes(value), kind: 'end_of_publish', author: 'a', keyDigest: 'b', trace };
}

async function take(store: LogStore, after: number, count: number): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for await (const chunk of store.records({ after, signal: AbortSignal.timeout(20_000) })) {
    found.push(...chunk.records);
    if (found.length >= count) return found;
  }
  throw new Error(`only ${found.length} of ${count} records came`);
}

describe.each(ADAPTERS)('an epoch stream in %s', (_name, open) => {
  test('is absent until created, and creating it again changes nothing', async () => {
    const store = await open();
    expect(await store.describe()).toBeNull();
    const first = await store.create();
    expect(await store.create()).toEqual(first);
    expect(first).toMatchObject({ lastSequence: 0, sealed: false });
  });

  test('appends messages and marker together and reads them back in order with their trace', async () => {
    const store = await open();
    await store.create();
    const marker = bytes('m1');
    const outcome = await store.append({ messages: [message('a'), message('b')], marker, expectedLastSequence: 0 });
    expect(outcome).toEqual({ outcome: 'appended', lastSequence: 3 });
    const empty = await store.append({ messages: [], marker: bytes('m2'), expectedLastSequence: 3 });
    expect(empty).toEqual({ outcome: 'appended', lastSequence: 4 });
    const records = await take(store, 0, 4);
    expect(records.map((record) => [record.sequence, record.type, text(record)])).toEqual([
      [1, 'transaction', 'a'],
      [2, 'transaction', 'b'],
      [3, 'commit', 'm1'],
      [4, 'commit', 'm2'],
    ]);
    expect(records[0]?.trace).toEqual(message('a').trace);
    expect(await take(store, 3, 1)).toHaveLength(1);
  });

  test('takes a commit of the largest size', async () => {
    const store = await open();
    await store.create();
    const messages = Array.from({ length: 999 }, (_, index) => message(`message ${index}`));
    const outcome = await store.append({ messages, marker: bytes('m'), expectedLastSequence: 0 });
    expect(outcome).toEqual({ outcome: 'appended', lastSequence: 1_000 });
    expect(await take(store, 0, 1_000)).toHaveLength(1_000);
  });

  test('the fence refuses a stale append whole, with and without messages', async () => {
    const store = await open();
    await store.create();
    await store.append({ messages: [message('a')], marker: bytes('m'), expectedLastSequence: 0 });
    for (const messages of [[], [message('b')], [message('b'), message('c')]]) {
      const late = await store.append({ messages, marker: bytes('late'), expectedLastSequence: 0 });
      expect(late).toMatchObject({ outcome: 'not-appended' });
    }
    expect(await store.describe()).toMatchObject({ lastSequence: 2 });
  });

  test('of racing appends on one fence exactly one is in the stream', async () => {
    const store = await open();
    await store.create();
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((value) =>
        store.append({ messages: [message(value), message(value)], marker: bytes(value), expectedLastSequence: 0 }),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(await store.describe()).toMatchObject({ lastSequence: 3 });
    const winner = ['a', 'b', 'c', 'd'][outcomes.findIndex(({ outcome }) => outcome === 'appended')];
    expect((await take(store, 0, 3)).map(text)).toEqual([winner, winner, winner]);
  });

  test('a sealed stream refuses everything and can still be read', async () => {
    const store = await open();
    await store.create();
    await store.append({ messages: [message('a')], marker: bytes('m'), expectedLastSequence: 0 });
    await store.seal();
    await store.seal();
    expect(await store.describe()).toMatchObject({ sealed: true, lastSequence: 2 });
    const late = await store.append({ messages: [], marker: bytes('late'), expectedLastSequence: 2 });
    expect(late).toMatchObject({ outcome: 'not-appended' });
    expect(await take(store, 0, 2)).toHaveLength(2);
  });

  test('looks up single records and the next commit', async () => {
    const store = await open();
    await store.create();
    await store.append({ messages: [message('a'), message('b')], marker: bytes('m'), expectedLastSequence: 0 });
    expect(text(await store.recordAt(2))).toBe('b');
    expect(await store.recordAt(0)).toBeNull();
    expect(await store.recordAt(9)).toBeNull();
    expect(await store.commitAtOrAfter(0)).toMatchObject({ sequence: 3, type: 'commit' });
    expect(await store.commitAtOrAfter(4)).toBeNull();
  });

  test('gives ranges of everything, of messages, of one kind, and says whether there is more', async () => {
    const store = await open();
    expect(await store.range({ from: 1, limit: 10 })).toEqual({ records: [], more: false });
    expect(await store.counts()).toBeNull();
    await store.create();
    expect(await store.range({ from: 1, limit: 10 })).toEqual({ records: [], more: false });
    const other = { ...message('b'), kind: 'epoch_ended', keyDigest: 'c' };
    await store.append({ messages: [message('a'), other], marker: bytes('m'), expectedLastSequence: 0 });
    await store.append({ messages: [message('d')], marker: bytes('n'), expectedLastSequence: 3 });
    const texts = async (query: Parameters<LogStore['range']>[0]) => {
      const { records, more } = await store.range(query);
      return [records.map(text).join(''), more];
    };
    expect(await texts({ from: 0, limit: 10 })).toEqual(['abmdn', false]);
    expect(await texts({ from: 2, limit: 2 })).toEqual(['bm', true]);
    expect(await texts({ from: 1, limit: 2, only: 'messages' })).toEqual(['ab', true]);
    expect(await texts({ from: 2, limit: 10, only: { kind: 'end_of_publish' } })).toEqual(['d', false]);
    expect(await texts({ from: 1, limit: 10, only: { kind: 'epoch_opened' } })).toEqual(['', false]);
    expect(await texts({ from: 2, limit: 1, only: 'commits' })).toEqual(['m', true]);
    expect(await texts({ from: 6, limit: 10 })).toEqual(['', false]);
    const [found] = (await store.range({ from: 1, limit: 1, only: { kind: 'epoch_ended' } })).records;
    expect(found).toMatchObject({
      sequence: 2,
      type: 'transaction',
      labels: { kind: 'epoch_ended', author: 'a', key: 'c' },
      trace: message('b').trace,
    });
    expect(await store.counts()).toEqual({ commits: 2, messages: { end_of_publish: 2, epoch_ended: 1 } });
  });

  test('a reader at the head gets what comes later, and ends with its signal', async () => {
    const store = await open();
    await store.create();
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of store.records({ after: 0, signal: stop.signal })) {
        seen.push(...chunk.records.map((record) => text(record) ?? ''));
      }
    })();
    await store.append({ messages: [message('a')], marker: bytes('m1'), expectedLastSequence: 0 });
    await until(() => seen.length === 2, { what: 'the first commit' });
    await store.append({ messages: [], marker: bytes('m2'), expectedLastSequence: 2 });
    await until(() => seen.length === 3, { what: 'the second commit' });
    stop.abort();
    await reading;
    expect(seen).toEqual(['a', 'm1', 'm2']);
  });
});

test('the epochs that have a stream are listed, those of other networks are not', async () => {
  const openStore = await jetStreamStores(connection, 'listed');
  for (const one of [3, 12, 1]) await openStore(one).create();
  await (await jetStreamStores(connection, 'listed-elsewhere'))(7).create();
  expect(await (await jetStreamEpochs(connection, 'listed'))()).toEqual([12, 3, 1]);
  expect(await (await jetStreamEpochs(connection, 'nothing'))()).toEqual([]);
});
