import { connect } from 'node:net';
import { createLogger, createTelemetry } from '@baton/telemetry';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type App, createApp, EVENT_LIMITS, EventFeed, eventRoute, type ServerEvent } from './index.ts';

let app: App;
let feed: EventFeed;
let url: string;

beforeEach(async () => {
  const telemetry = createTelemetry('test');
  app = await createApp({ listener: 'internal', logger: createLogger({ name: 'test', level: 'silent' }), telemetry });
  feed = new EventFeed();
  eventRoute(app, '/v1/freeze/events', { source: feed.source, tags: ['freeze'], events: '`freeze`: its epoch.' });
  eventRoute(app, '/v1/flood/events', { source: flood, tags: ['flood'], events: 'As fast as the client reads.' });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

let flooded = 0;
async function* flood(_last: string | undefined, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  for (flooded = 0; !signal.aborted; flooded += 1) yield { event: 'x', id: String(flooded), data: 'y'.repeat(60_000) };
}

const open = (headers: Record<string, string> = {}, path = '/v1/freeze/events') => {
  const abort = new AbortController();
  return { abort, answer: fetch(`${url}${path}`, { headers, signal: abort.signal }) };
};

/** Reads until the text of the stream holds `mark`. */
async function readUntil(answer: Response, mark: string): Promise<string> {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (!text.includes(mark)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended with ${text}`);
    text += Buffer.from(value).toString();
  }
  reader.releaseLock();
  return text;
}

const openStreams = (count: number) => vi.waitFor(() => expect(app.eventStreams.open).toBe(count), { timeout: 5_000 });

test('events arrive with name, id and data, and those missed are sent on return', async () => {
  const first = open();
  const answer = await first.answer;
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  expect(answer.headers.get('cache-control')).toContain('no-store');
  await openStreams(1);
  feed.publish('freeze', { epoch: 7 });
  const text = await readUntil(answer, '{"epoch":7}');
  expect(text).toMatch(/event: ?ready\nid: ?\S+\ndata: ?{}\n\nevent: ?freeze\nid: ?\S+\ndata: ?{"epoch":7}\n/);
  const id = [...text.matchAll(/id: ?(\S+)/g)].at(-1)?.[1] ?? '';
  first.abort.abort();
  await openStreams(0);
  feed.publish('freeze', { epoch: 8 });
  const second = open({ 'last-event-id': id });
  expect(await readUntil(await second.answer, '{"epoch":8}')).not.toContain('{"epoch":7}');
  second.abort.abort();
});

test('an event that is too large becomes a reset', async () => {
  const { abort, answer } = open();
  await openStreams(1);
  feed.publish('freeze', { bytes: 'x'.repeat(EVENT_LIMITS.eventBytesMax) });
  expect(await readUntil(await answer, 'event:reset')).not.toContain('xxxx');
  abort.abort();
});

test('a client that does not read holds no more than the socket does', async () => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write('GET /v1/flood/events HTTP/1.1\r\nhost: x\r\n\r\n');
  let last = -1;
  await vi.waitFor(
    () => {
      const before = last;
      last = flooded;
      expect(flooded).toBeGreaterThan(0);
      expect(flooded).toBe(before);
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(flooded).toBeLessThan(1_000);
  expect(app.eventStreams.open).toBe(1);
  socket.destroy();
  await openStreams(0);
});

describe('limits', () => {
  test('a client too many is told so, and served once another has gone', async () => {
    const clients = Array.from({ length: EVENT_LIMITS.clientsMax }, () => open());
    await Promise.all(clients.map(({ answer }) => answer));
    await openStreams(EVENT_LIMITS.clientsMax);
    const refused = await open().answer;
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'EVENT_STREAMS_FULL', fault: 'operator' });
    clients[0]?.abort.abort();
    await openStreams(EVENT_LIMITS.clientsMax - 1);
    expect((await open().answer).status).toBe(200);
    for (const { abort } of clients) abort.abort();
  });

  test('who does not take event streams is told 406', async () => {
    const refused = await open({ accept: 'application/json' }).answer;
    expect(refused.status).toBe(406);
  });
});

test('a quiet stream is kept alive by heartbeats', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { abort, answer } = open();
    await openStreams(1);
    const reading = readUntil(await answer, ':\n\n');
    vi.advanceTimersByTime(EVENT_LIMITS.heartbeatMs);
    await reading;
    abort.abort();
  } finally {
    vi.useRealTimers();
  }
});

test('the listener closes at once, ending its streams', async () => {
  const { answer } = open();
  const stream = await answer;
  await openStreams(1);
  const since = performance.now();
  await app.close();
  expect(performance.now() - since).toBeLessThan(5_000);
  await stream.text();
});
