import { expect, test } from 'vitest';
import { EventFeed, READY_EVENT, RESET_EVENT, type ServerEvent } from './event-feed.ts';

const client = (feed: EventFeed, lastEventId?: string) =>
  feed.source(lastEventId, AbortSignal.timeout(5_000))[Symbol.asyncIterator]();

async function take(feed: EventFeed, count: number, lastEventId?: string): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of feed.source(lastEventId, AbortSignal.timeout(5_000))) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

function published(count: number, capacity?: number): EventFeed {
  const feed = new EventFeed(capacity);
  for (let epoch = 1; epoch <= count; epoch += 1) feed.publish('freeze', { epoch }, { id: `e${epoch}` });
  return feed;
}

const epochsOf = (events: ServerEvent[]) => events.map(({ data }) => (data as { epoch: number }).epoch);

test('a new client is told where it stands, then gets what is published from now on', async () => {
  const feed = published(3);
  const events = client(feed);
  expect((await events.next()).value).toEqual({ event: READY_EVENT, data: {}, id: 'e3' });
  feed.publish('freeze', { epoch: 4 });
  feed.publish('close', { epoch: 4 });
  expect((await events.next()).value).toMatchObject({ event: 'freeze', data: { epoch: 4 } });
  expect((await events.next()).value).toMatchObject({ event: 'close', data: { epoch: 4 } });
});

test('one that comes back gets what it missed, each once and in order', async () => {
  expect(epochsOf(await take(published(5), 2, 'e3'))).toEqual([4, 5]);
});

test('one that left before anything was published misses nothing', async () => {
  const feed = published(0);
  const [ready] = await take(feed, 1);
  feed.publish('freeze', { epoch: 1 });
  expect(epochsOf(await take(feed, 1, ready?.id))).toEqual([1]);
});

test('ids of its own are distinct', async () => {
  const feed = published(0);
  const [ready] = await take(feed, 1);
  for (let epoch = 1; epoch <= 3; epoch += 1) feed.publish('freeze', { epoch });
  const events = await take(feed, 3, ready?.id);
  expect(new Set([ready, ...events].map((event) => event?.id)).size).toBe(4);
});

test.each([
  ['of another life', 'abc-2'],
  ['noise', 'x'],
  ['no longer kept', 'e5'],
])('an id that is %s is answered with a reset', async (_what, id) => {
  const [first] = await take(published(10, 4), 1, id);
  expect(first).toEqual({ event: RESET_EVENT, data: {}, id: 'e10' });
});

test('the newest that is not kept is still known', async () => {
  expect(epochsOf(await take(published(10, 4), 4, 'e6'))).toEqual([7, 8, 9, 10]);
});

test('a heavy event displaces as many light ones as it weighs', async () => {
  const feed = published(4, 4);
  feed.publish('freeze', { epoch: 5 }, { id: 'e5', weight: 3 });
  expect(epochsOf(await take(feed, 2, 'e3'))).toEqual([4, 5]);
  expect((await take(feed, 1, 'e2'))[0]?.event).toBe(RESET_EVENT);
});

test('a client that falls behind what is kept is told', async () => {
  const feed = published(1, 4);
  const events = client(feed);
  await events.next();
  for (let epoch = 2; epoch <= 10; epoch += 1) feed.publish('freeze', { epoch });
  expect((await events.next()).value).toMatchObject({ event: RESET_EVENT });
  feed.publish('freeze', { epoch: 11 });
  expect((await events.next()).value).toMatchObject({ data: { epoch: 11 } });
});

test('it ends with the signal', async () => {
  const stop = new AbortController();
  const events = published(0).source('x', stop.signal)[Symbol.asyncIterator]();
  await events.next();
  const pending = events.next();
  stop.abort();
  expect(await pending).toEqual({ done: true, value: undefined });
});
