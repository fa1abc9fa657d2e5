import { announcement, endOfPublish } from '@baton/log/testing';
import type { Epoch } from '@baton/protocol';
import type { RunningHost } from '@baton/service-runtime';
import { until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogUnderTest } from './consensus-log/service.ts';

let log: LogUnderTest;
let host: RunningHost;

const soon = () => AbortSignal.timeout(20_000);
const member = (index: number) => log.network.member(index);

type Item = Record<string, unknown>;
interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { items: Item[]; next: string | null };
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${host.internalUrl}/v1/log${path}`, { headers, signal: soon() });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** Every item of a list, page by page. */
async function everyItem(path: string, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    items.push(...body.items);
    if (body.next === null) return items;
    cursor = `&cursor=${body.next}`;
  }
}

function submit(index: number, epoch: Epoch, timestampMs: number) {
  const { name } = member(index);
  const bytes = log.network.message(member(index), epoch, announcement(name, epoch, timestampMs));
  return log.client.submitUntilSequenced(bytes, { signal: soon() });
}

async function closeAndAdvance(epoch: Epoch): Promise<void> {
  for (const index of [0, 1, 2]) {
    const bytes = log.network.message(member(index), epoch, endOfPublish(member(index), epoch));
    await log.client.submitUntilSequenced(bytes, { signal: soon() });
  }
  await until(async () => (await log.head(host)).closed === true, { what: 'the close' });
  log.chain.advance();
  await until(async () => (await log.head(host)).epoch === epoch + 1, { what: 'the next epoch' });
}

/** Announcements of the first three members in epoch 1, which is sealed then; epoch 2 is open. */
beforeAll(async () => {
  log = await LogUnderTest.start('inspection');
  host = await log.active();
  for (const time of [1, 2, 3, 4]) await Promise.all([0, 1, 2].map((index) => submit(index, 1, time)));
  await closeAndAdvance(1);
  await submit(0, 2, 1);
});

afterAll(() => log?.[Symbol.asyncDispose]());

describe('epochs', () => {
  test('newest first, the sealed one with what it came to', async () => {
    const report = await log.verify(1);
    const [second, first] = await everyItem('/epochs', 1);
    expect(second).toMatchObject({ epoch: 2, sealed: false, firstRound: 1 });
    expect(first).toMatchObject({
      epoch: 1,
      commits: report.commits,
      messages: report.messages,
      firstRound: 1,
      head: { ...report.head, timestampMs: expect.any(Number) },
      sealed: true,
      openedAtMs: expect.any(Number),
    });
  });
});

describe('commits', () => {
  test('are the same in both directions and by any page', async () => {
    const { commits } = await log.verify(1);
    const asc = await everyItem('/epochs/1/commits', 7);
    expect(asc).toHaveLength(commits);
    expect(await everyItem('/epochs/1/commits', 500)).toEqual(asc);
    expect(await everyItem('/epochs/1/commits?order=desc', 11)).toEqual(asc.toReversed());
    expect(asc[0]).toMatchObject({ round: 1, kinds: { epoch_opened: 1 } });
    for (const [index, commit] of asc.entries()) {
      if (index > 0) expect(commit.prevDigest).toBe(asc[index - 1]?.digest);
    }
  });

  test('one commit is final and shows its messages', async () => {
    const answer = await get('/epochs/1/commits/1');
    expect(answer.body).toMatchObject({
      round: 1,
      txCount: 1,
      messages: [{ kind: 'epoch_opened', dropped: null, body: { record: { epoch: 1, network: 'inspection' } } }],
    });
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });
});

describe('messages', () => {
  test('of a kind, of an author, of a round', async () => {
    const kind = 'validator_mpc_data_announcement';
    expect(await everyItem(`/epochs/1/messages?kind=${kind}`, 5)).toHaveLength(12);
    const own = await everyItem(`/epochs/1/messages?author=${member(1).name}&order=desc`, 2);
    expect(own.map((message) => message.kind)).toEqual(['end_of_publish_v2', kind, kind, kind, kind]);
    const [newest] = own;
    const ofRound = await everyItem(`/epochs/1/messages?round=${newest?.round}`, 50);
    expect(ofRound).toContainEqual(newest);
    expect(await everyItem('/epochs/1/messages?kind=session_output_vote', 50)).toEqual([]);
    const all = await everyItem('/epochs/1/messages', 4);
    expect(all).toHaveLength((await log.verify(1)).messages);
    expect(all.at(-1)).toMatchObject({ kind: 'epoch_ended', body: { kind: 'epoch_ended', record: { epoch: 1 } } });
  });

  test('carry the trace that their author sent them with', async () => {
    const traceId = 'a1'.repeat(16);
    const bytes = log.network.message(member(3), 2, announcement(member(3).name, 2, 77));
    await fetch(`${host.internalUrl}/v1/log/submit?wait=sequenced`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', traceparent: `00-${traceId}-${'b2'.repeat(8)}-01` },
      body: bytes as BodyInit,
    });
    const [message] = await everyItem(`/epochs/2/messages?author=${member(3).name}`, 50);
    expect(message).toMatchObject({ traceId, digest: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: bytes.length });
    const one = await get(`/epochs/2/messages/${message?.sequence}`);
    expect(one.body).toEqual({ ...message, encoded: Buffer.from(bytes).toString('hex') });
  });
});

describe('keys', () => {
  test('are found in the present epoch and in those before', async () => {
    const [sent] = await everyItem(`/epochs/1/messages?author=${member(2).name}`, 1);
    const { body } = await get(`/keys/${sent?.keyDigest}`);
    expect(body).toMatchObject({ epoch: 1, round: sent?.round });
    const present = await submit(1, 2, 5);
    const [now] = await everyItem(`/epochs/2/messages?author=${member(1).name}&order=desc`, 1);
    expect((await get(`/keys/${now?.keyDigest}`)).body).toEqual(present);
    expect((await get(`/keys/${sent?.keyDigest}?epoch=2`)).body).toMatchObject({ code: 'LOG_KEY_UNKNOWN' });
  });
});

describe('caching', () => {
  test('a page of a sealed epoch is never asked for again, one of an open epoch by its tag', async () => {
    const sealed = await get('/epochs/1/messages?limit=3');
    expect(sealed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(sealed.headers.get('content-type')).toContain('application/json');
    expect(sealed.headers.get('etag')).toMatch(/^"/);
    const held = { 'if-none-match': sealed.headers.get('etag') ?? '' };
    expect((await get('/epochs/1/messages?limit=3', held)).status).toBe(304);
    const open = await get('/epochs/2/messages?limit=1');
    expect(open.headers.get('cache-control')).toBe('no-cache');
    expect(open.headers.get('etag')).toMatch(/^W\//);
  });
});

describe('a bad question', () => {
  const authority = 'ab'.repeat(48);
  test.each([
    ['/epochs?limit=0', 400, 'REQUEST_INVALID'],
    ['/epochs?limit=501', 400, 'REQUEST_INVALID'],
    ['/epochs?cursor=x', 400, 'CURSOR_INVALID'],
    ['/epochs/x/commits', 400, 'REQUEST_INVALID'],
    ['/epochs/99/commits', 404, 'LOG_EPOCH_UNKNOWN'],
    ['/epochs/1/commits?order=up', 400, 'REQUEST_INVALID'],
    ['/epochs/1/commits?cursor=W10', 400, 'CURSOR_INVALID'],
    ['/epochs/1/commits/99999', 404, 'LOG_ROUND_UNKNOWN'],
    ['/epochs/99/commits/1', 404, 'LOG_EPOCH_UNKNOWN'],
    ['/epochs/1/messages?kind=gossip', 400, 'REQUEST_INVALID'],
    ['/epochs/1/messages?author=alice', 400, 'REQUEST_INVALID'],
    ['/epochs/1/messages?limit=ten', 400, 'REQUEST_INVALID'],
    ['/epochs/1/messages?round=-1', 400, 'REQUEST_INVALID'],
    [`/epochs/1/messages?author=${authority}&cursor=AAAA`, 400, 'CURSOR_INVALID'],
    ['/epochs/99/messages', 404, 'LOG_EPOCH_UNKNOWN'],
    ['/epochs/1/messages/0', 400, 'REQUEST_INVALID'],
    ['/epochs/1/messages/2', 404, 'LOG_MESSAGE_UNKNOWN'],
    ['/keys/xyz', 400, 'REQUEST_INVALID'],
    [`/keys/${'ab'.repeat(32)}`, 404, 'LOG_KEY_UNKNOWN'],
  ])('%s is answered %i %s, and is the fault of who asks', async (path, status, code) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, fault: 'caller' });
  });

  test('for another media type is answered 406', async () => {
    expect(await get('/epochs', { accept: 'text/csv' })).toMatchObject({
      status: 406,
      body: { code: 'NOT_ACCEPTABLE' },
    });
  });
});

/** Events of the stream until one holds `mark`; then the connection is dropped. */
async function eventsUntil(mark: string, lastEventId?: string): Promise<{ id: string; event: string; data: Item }[]> {
  const stop = new AbortController();
  const response = await fetch(`${host.internalUrl}/v1/log/events`, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    signal: AbortSignal.any([soon(), stop.signal]),
  });
  let text = '';
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.includes(mark) && text.endsWith('\n\n')) break;
  }
  stop.abort();
  return text
    .split('\n\n')
    .map((block) =>
      Object.fromEntries(block.split('\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1)])),
    )
    .filter((fields) => fields.event !== undefined)
    .map(({ id = '', event = '', data = '{}' }) => ({ id, event, data: JSON.parse(data) }));
}

describe('events', () => {
  test('tell each commit with its messages, and go on where a client left', async () => {
    const reading = eventsUntil(`"author":"${member(2).name}"`);
    const { round } = await submit(2, 2, 30);
    const events = await reading;
    expect(events[0]?.event).toBe('ready');
    const commits = events.slice(1);
    expect(commits.every(({ event }) => event === 'commit')).toBe(true);
    expect(commits.at(-1)).toMatchObject({
      id: `2-${round}`,
      data: { epoch: 2, round, messages: [{ kind: 'validator_mpc_data_announcement', author: member(2).name }] },
    });
    const more = await submit(0, 2, 31);
    const resumed = await eventsUntil(`"author":"${member(0).name}"`, `2-${round}`);
    const rounds = resumed.map(({ data }) => data.round as number);
    expect(rounds[0]).toBe(round + 1);
    expect(rounds).toEqual(rounds.map((_, index) => round + 1 + index));
    expect(rounds).toContain(more.round);
  });

  test('a client that was away too long is told to read again', async () => {
    const [first] = await eventsUntil('reset', '0-1');
    expect(first?.event).toBe('reset');
  });

  test('go on at another sequencer with the id of the first', async () => {
    const { round } = await submit(1, 2, 40);
    const other = await log.host({ takeoverMs: 60_000 });
    await until(async () => Number((await log.head(other)).round) >= round, { what: 'the standby to catch up' });
    const before = host;
    host = other;
    const resumed = await eventsUntil('"epoch":2', `2-${round - 1}`).finally(() => {
      host = before;
    });
    expect(resumed[0]).toMatchObject({ event: 'commit', id: `2-${round}` });
  });
});

test('what no commit covers is not shown as a message', async () => {
  const { name } = member(0);
  const stray = log.network.message(member(0), 2, announcement(name, 2, 500));
  const before = await everyItem('/epochs/2/messages', 500);
  const place = (await log.connection.request('baton.inspection.2.tx.validator_mpc_data_announcement', stray)).json<{
    seq: number;
  }>();
  expect((await get(`/epochs/2/messages/${place.seq}`)).body).toMatchObject({ code: 'LOG_MESSAGE_UNKNOWN' });
  const after = await everyItem('/epochs/2/messages', 500);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.some(({ sequence }) => sequence === place.seq)).toBe(false);
});
