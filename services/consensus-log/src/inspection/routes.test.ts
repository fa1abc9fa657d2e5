import { LogError, type LogStore, MemoryLogStore } from '@baton/log';
import { chainCommits, TestNetwork } from '@baton/log/testing';
import { type App, createApp, EventFeed } from '@baton/service-runtime';
import { createLogger, createTelemetry } from '@baton/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inspectionRoutes } from './routes.ts';

const network = new TestNetwork('routes');
let app: App;
let store: MemoryLogStore;
let openStore: () => LogStore;

beforeEach(async () => {
  store = new MemoryLogStore(network.name, 1);
  await store.create();
  const opened = network.sequencerMessage(1, { kind: 'epoch_opened', record: network.opened(1) });
  const commits = [
    { round: 1, timestampMs: 1, messages: [opened] },
    { round: 2, timestampMs: 2, messages: [] },
  ];
  for (const append of chainCommits(network, 1, commits)) await store.append(append);
  openStore = () => store;
  const logger = createLogger({ name: 'test', level: 'silent' });
  app = await createApp({ listener: 'internal', logger, telemetry: createTelemetry('test') });
  await app.register(
    inspectionRoutes({
      openStore: () => openStore(),
      epochs: async () => [1],
      sequencerKey: network.sequencerKey,
      events: new EventFeed(),
      present: () => 1,
      findKey: () => undefined,
    }),
  );
});
afterEach(() => app.close());

const get = (path: string, headers: Record<string, string> = {}) => app.inject({ url: `/v1/log${path}`, headers });

test.each(['/epochs/1/messages', '/epochs/1/messages/1', '/epochs/1/commits/1', '/epochs/1/commits', '/epochs'])(
  '%s is JSON with a tag that is answered 304',
  async (path) => {
    const answer = await get(path);
    expect(answer.headers['content-type']).toContain('application/json');
    const again = await get(path, { 'if-none-match': String(answer.headers.etag) });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  },
);

test('a page may change until its epoch is sealed; a commit and a message never do', async () => {
  const cacheOf = async (path: string) => (await get(path)).headers['cache-control'];
  const pages = ['/epochs/1/messages', '/epochs/1/commits'];
  for (const path of pages) expect(await cacheOf(path)).toBe('no-cache');
  for (const path of ['/epochs/1/messages/1', '/epochs/1/commits/2'])
    expect(await cacheOf(path)).toContain('immutable');
  await store.seal();
  for (const path of pages) expect(await cacheOf(path)).toContain('immutable');
});

test('questions beyond those that may be answered at once are told so, and nothing else is', async () => {
  const described = Promise.withResolvers<void>();
  const slow = Object.assign(Object.create(store) as LogStore, {
    describe: () => described.promise.then(() => store.describe()),
    range: store.range.bind(store),
    commitAtOrAfter: store.commitAtOrAfter.bind(store),
  });
  openStore = () => slow;
  const questions = Array.from({ length: 10 }, () => get('/epochs/1/commits'));
  const refused = await Promise.race(questions);
  expect(refused.json()).toMatchObject({ status: 503, code: 'LOG_BUSY', fault: 'operator' });
  described.resolve();
  const answers = await Promise.all(questions);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array(8).fill(200), 503, 503]);
  expect((await get('/epochs/1/commits')).statusCode).toBe(200);
});

test('a server that is away is the fault of the operator', async () => {
  openStore = () => {
    throw new LogError('LOG_UNAVAILABLE', 'nobody answers');
  };
  const answer = await get('/epochs/1/commits');
  expect(answer.json()).toMatchObject({ status: 503, code: 'LOG_UNAVAILABLE', fault: 'operator' });
});

test('the document of the API names what each kind of message says', async () => {
  const document = (await app.inject('/openapi.json')).json();
  const { schema } =
    document.paths['/v1/log/epochs/{epoch}/messages/{sequence}'].get.responses['200'].content['application/json'];
  expect(JSON.stringify(schema.properties.body)).toContain('user_session_outputs');
  const events = document.paths['/v1/log/events'].get.responses['200'].content;
  expect(Object.keys(events)).toEqual(['text/event-stream']);
});
