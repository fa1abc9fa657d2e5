import { expect, test } from 'vitest';
import { EventFeed, RESET_EVENT, type ServerEvent } from './event-feed.ts';

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
  for (let epoch = 1; epoch <= count; epoch += 1) feed.publish('freeze', { epoch });
  return feed;
}

const idsOf = (feed: EventFeed, position: number) => {
  const life = take(feed, 1, 'none-0').then(([event]) => event?.id.split('-')[0]);
  return life.then((text) => `${text}-${position}`);
};

test('a new client gets what is published from now on', async () => {
  const feed = published(3);
  const next = take(feed, 2);
  await Promise.resolve();
  feed.publish('freeze', { epoch: 4 });
  feed.publish('close', { epoch: 4 });
  expect(await next).toMatchObject([
    { event: 'freeze', data: { epoch: 4 } },
    { event: 'close', data: { epoch: 4 } },
  ]);
});

test('one that comes back gets what it missed, each once and in order', async () => {
  const feed = published(5);
  const events = await take(feed, 2, await idsOf(feed, 3));
  expect(events.map(({ data }) => data)).toEqual([{ epoch: 4 }, { epoch: 5 }]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

test.each([
  ['of another life', async () => 'abc-2'],
  ['of the future', (feed: EventFeed) => idsOf(feed, 99)],
  ['noise', async () => 'x'],
  ['no longer kept', (feed: EventFeed) => idsOf(feed, 1)],
])('an id that is %s is answered with a reset', async (_what, idOf) => {
  const feed = published(10, 4);
  const [first] = await take(feed, 1, await idOf(feed));
  expect(first?.event).toBe(RESET_EVENT);
});

test('a client that falls behind what is kept is told', async () => {
  const feed = published(1, 4);
  const client = feed.source(await idsOf(feed, 0), AbortSignal.timeout(5_000))[Symbol.asyncIterator]();
  expect((await client.next()).value).toMatchObject({ event: 'freeze' });
  for (let epoch = 2; epoch <= 10; epoch += 1) feed.publish('freeze', { epoch });
  expect((await client.next()).value).toMatchObject({ event: RESET_EVENT });
  feed.publish('freeze', { epoch: 11 });
  expect((await client.next()).value).toMatchObject({ data: { epoch: 11 } });
});

test('it ends with the signal', async () => {
  const stop = new AbortController();
  const client = published(0).source(undefined, stop.signal)[Symbol.asyncIterator]();
  const pending = client.next();
  stop.abort();
  expect(await pending).toEqual({ done: true, value: undefined });
});
