import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STREAMS_MAX, Streams } from './streams.ts';

interface Connection {
  url: string;
  lastEventId: string | null;
  send(text: string): void;
  end(): void;
}

const connections: Connection[] = [];
const page: { hidden: boolean; changed: () => void } = { hidden: false, changed: () => undefined };

function connect(url: string, init: RequestInit): Promise<Response> {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made;
    },
  });
  init.signal?.addEventListener('abort', () => controller?.error(new Error('aborted')));
  const lastEventId = new Headers(init.headers).get('last-event-id');
  const send = (text: string) => controller?.enqueue(new TextEncoder().encode(text));
  connections.push({ url, lastEventId, send, end: () => controller?.close() });
  return Promise.resolve(new Response(body));
}

beforeEach(() => {
  connections.length = 0;
  page.hidden = false;
  vi.stubGlobal('fetch', vi.fn(connect));
  vi.stubGlobal('document', {
    get hidden() {
      return page.hidden;
    },
    addEventListener: (_event: string, listener: () => void) => {
      page.changed = listener;
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const events: unknown[] = [];
const made = () => {
  events.length = 0;
  return new Streams(
    (name) => `/${name}`,
    (...event) => events.push(event),
  );
};

describe('streams of events', () => {
  it('are shared by all who look at the same thing, and end with the last of them', async () => {
    const streams = made();
    const [first, second] = [streams.subscribe('log', () => undefined), streams.subscribe('log', () => undefined)];
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    expect(connections).toHaveLength(1);
    first();
    expect(streams.stateOf('log')).toBe('live');
    second();
    expect(streams.stateOf('log')).toBe('polling');
  });

  it('hand on events of any name, with their data', async () => {
    const streams = made();
    const heard = vi.fn();
    streams.subscribe('log', heard);
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    connections[0]?.send('event: whatever_changed\nid: a-7\ndata: {"epoch":3}\n\nevent: odd\ndata: {\n\n');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    expect(heard.mock.calls).toEqual([
      ['whatever_changed', { epoch: 3 }],
      ['odd', null],
    ]);
    expect(events[0]).toEqual(['log', 'whatever_changed', { epoch: 3 }]);
  });

  it('come back after an end, from the event they had last, and are polled meanwhile', async () => {
    vi.useFakeTimers();
    const streams = made();
    streams.subscribe('log', () => undefined);
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    connections[0]?.send('id: a-7\ndata: {}\n\n');
    connections[0]?.end();
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('polling'));
    await vi.advanceTimersByTimeAsync(3_000);
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    expect(connections[1]?.lastEventId).toBe('a-7');
  });

  it('leave connections for answers: what is too many is polled until one is free', async () => {
    const streams = made();
    const names = Array.from({ length: STREAMS_MAX + 1 }, (_, index) => `area-${index}`);
    const [forget] = names.map((name) => streams.subscribe(name, () => undefined));
    await vi.waitFor(() => expect(connections).toHaveLength(STREAMS_MAX));
    const waiting = names.at(-1) ?? '';
    expect(streams.stateOf(waiting)).toBe('polling');
    forget?.();
    await vi.waitFor(() => expect(streams.stateOf(waiting)).toBe('live'));
  });

  it('end while nobody sees the page, and come back with it', async () => {
    const streams = made();
    streams.subscribe('log', () => undefined);
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    page.hidden = true;
    page.changed();
    expect(streams.stateOf('log')).toBe('polling');
    page.hidden = false;
    page.changed();
    await vi.waitFor(() => expect(streams.stateOf('log')).toBe('live'));
    expect(streams.overall).toBe('live');
  });
});
