import { Change } from './change.ts';

/** One event of a stream. Names and ids are one line; `data` is sent as JSON. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
  /** What a client that lost its connection says it had last. */
  readonly id: string;
}

/** Events after the one a client had last (undefined: from now on), until the signal. Each client pulls its own. */
export type EventSource = (lastEventId: string | undefined, signal: AbortSignal) => AsyncIterable<ServerEvent>;

/** Sent first to a client that missed events: it reads again what it shows. */
export const RESET_EVENT = 'reset';
const FEED_EVENTS_KEPT = 256;

/**
 * The last events of one service, kept once for all clients. A client that falls further behind, or comes back after a
 * restart, gets `reset` and then what follows.
 */
export class EventFeed {
  readonly #life = Date.now().toString(36);
  readonly #change = new Change();
  readonly #kept: ServerEvent[] = [];
  readonly #capacity: number;
  #published = 0;

  constructor(capacity = FEED_EVENTS_KEPT) {
    this.#capacity = capacity;
  }

  publish(event: string, data: unknown): void {
    this.#published += 1;
    this.#kept.push({ event, data, id: this.#idOf(this.#published) });
    if (this.#kept.length > this.#capacity) this.#kept.shift();
    this.#change.announce();
  }

  readonly source: EventSource = async function* (
    this: EventFeed,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ) {
    let seen = lastEventId === undefined ? this.#published : this.#positionOf(lastEventId);
    while (!signal.aborted) {
      const changed = this.#change.next();
      const first = this.#published - this.#kept.length;
      if (seen < first || seen > this.#published) {
        seen = this.#published;
        yield { event: RESET_EVENT, data: {}, id: this.#idOf(seen) };
      }
      const event = this.#kept[seen - (this.#published - this.#kept.length)];
      if (event) {
        seen += 1;
        yield event;
      } else await untilEither(changed, signal);
    }
  }.bind(this);

  #idOf(position: number): string {
    return `${this.#life}-${position}`;
  }

  /** -1, which is before everything kept, for an id of another life. */
  #positionOf(id: string): number {
    const [life, position] = id.split('-');
    return life === this.#life && /^\d{1,15}$/.test(position ?? '') ? Number(position) : -1;
  }
}

async function untilEither(changed: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  signal.addEventListener('abort', wake, { once: true });
  if (signal.aborted) wake();
  void changed.then(wake);
  await promise;
  signal.removeEventListener('abort', wake);
}
