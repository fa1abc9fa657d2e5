import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { type ReaderSource, readRecords } from './reader.ts';

/** A stream of `count` messages whose client never counts its own queue down to 0, as after a control message. */
function miscountingSource(count: number): ReaderSource {
  const stopped = Promise.withResolvers<void>();
  const messages = {
    async *[Symbol.asyncIterator]() {
      for (let seq = 1; seq <= count; seq++) {
        yield { seq, subject: 'commit', data: new Uint8Array([seq]), info: { pending: count - seq } };
      }
      await stopped.promise;
    },
    async *status() {
      await stopped.promise;
      yield* [];
    },
    getPending: () => 1,
    stop: () => stopped.resolve(),
  };
  const consumer = { consume: async () => messages };
  return {
    connection: { isClosed: () => false } as NatsConnection,
    client: { consumers: { get: async () => consumer } } as unknown as JetStreamClient,
    stream: 'STREAM',
    commitSubject: 'commit',
    describe: async () => ({ created: 'once', lastSequence: count, sealed: true }),
  };
}

test('the last record of a stream is handed on, whatever the client counts', async () => {
  const signal = AbortSignal.timeout(5_000);
  for await (const { records, headReached } of readRecords(miscountingSource(3), { after: 0, signal })) {
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(headReached).toBe(true);
    break;
  }
  expect(signal.aborted).toBe(false);
});

test('a consumer that only sends heartbeats while the stream goes on is replaced', async () => {
  const source = miscountingSource(3);
  const healthy = source.client.consumers.get;
  const stopped = Promise.withResolvers<void>();
  const mute = {
    async *[Symbol.asyncIterator]() {
      await stopped.promise;
      yield* [];
    },
    async *status() {
      await stopped.promise;
      yield* [];
    },
    getPending: () => 0,
    stop: () => stopped.resolve(),
  };
  const consumers = [{ consume: async () => mute }];
  source.client.consumers.get = (async (...given: Parameters<typeof healthy>) =>
    consumers.shift() ?? (await healthy(...given))) as typeof healthy;
  const signal = AbortSignal.timeout(9_000);
  for await (const { records } of readRecords(source, { after: 0, signal })) {
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    break;
  }
  expect(signal.aborted).toBe(false);
});
