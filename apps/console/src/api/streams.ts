import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** Where changes come from: `log`, or an area of one validator as `<label>/<area>`. */
export type StreamName = string;
export type StreamState = 'connecting' | 'live' | 'polling';
export type StreamListener = (event: string, data: unknown) => void;

/** Browsers open six connections to one server; events leave room for answers. Further streams are polled instead. */
export const STREAMS_MAX = 4;
const RETRY_MS = 3_000;

interface Stream {
  listeners: Set<StreamListener>;
  state: StreamState;
  stop: AbortController | null;
  lastEventId: string;
}

/**
 * Shares one stream of server-sent events among all that look at the same thing; lets go of it when nobody does or the
 * tab is hidden, and opens it again after a failure, from the event it had last.
 */
export class Streams {
  readonly #streams = new Map<StreamName, Stream>();
  readonly #watchers = new Set<() => void>();
  readonly #urlOf: (name: StreamName) => string;
  readonly #onEvent: (name: StreamName, event: string, data: unknown) => void;

  constructor(urlOf: (name: StreamName) => string, onEvent: (name: StreamName, event: string, data: unknown) => void) {
    this.#urlOf = urlOf;
    this.#onEvent = onEvent;
    document.addEventListener('visibilitychange', () => this.#balance());
  }

  subscribe(name: StreamName, listener: StreamListener): () => void {
    const stream = this.#streams.get(name) ?? {
      listeners: new Set(),
      state: 'connecting',
      stop: null,
      lastEventId: '',
    };
    this.#streams.set(name, stream);
    stream.listeners.add(listener);
    this.#balance();
    return () => {
      stream.listeners.delete(listener);
      if (stream.listeners.size > 0) return;
      this.#streams.delete(name);
      this.#close(stream);
      this.#balance();
    };
  }

  stateOf(name: StreamName): StreamState {
    return this.#streams.get(name)?.state ?? 'polling';
  }

  /** `live` while every stream that somebody looks at is. */
  get overall(): StreamState {
    const states = [...this.#streams.values()].map(({ state }) => state);
    if (states.length === 0 || states.includes('polling')) return 'polling';
    return states.includes('connecting') ? 'connecting' : 'live';
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #balance(): void {
    let open = 0;
    for (const [name, stream] of this.#streams) {
      const wanted = !document.hidden && open < STREAMS_MAX;
      if (wanted) open += 1;
      if (wanted && stream.stop === null) void this.#run(name, stream);
      if (!wanted) this.#close(stream);
    }
    this.#tell();
  }

  #close(stream: Stream): void {
    stream.stop?.abort();
    stream.stop = null;
    stream.state = 'polling';
  }

  async #run(name: StreamName, stream: Stream): Promise<void> {
    const stop = new AbortController();
    stream.stop = stop;
    while (!stop.signal.aborted) {
      this.#become(stream, 'connecting', stop);
      await this.#follow(name, stream, stop).catch(() => undefined);
      this.#become(stream, 'polling', stop);
      await pause(RETRY_MS, stop.signal);
    }
  }

  async #follow(name: StreamName, stream: Stream, stop: AbortController): Promise<void> {
    const resume: Record<string, string> = stream.lastEventId === '' ? {} : { 'last-event-id': stream.lastEventId };
    const headers = { accept: 'text/event-stream', ...resume };
    const response = await fetch(this.#urlOf(name), { headers, signal: stop.signal, cache: 'no-store' });
    if (!response.ok || response.body === null) return response.body?.cancel();
    this.#become(stream, 'live', stop);
    const reader = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) this.#pass(name, stream, read.value);
  }

  #pass(name: StreamName, stream: Stream, { event = 'message', data, id }: EventSourceMessage): void {
    if (id !== undefined) stream.lastEventId = id;
    const content = parsed(data);
    this.#onEvent(name, event, content);
    for (const listener of stream.listeners) listener(event, content);
  }

  #become(stream: Stream, state: StreamState, of: AbortController): void {
    if (stream.stop !== of || stream.state === state) return;
    stream.state = state;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
