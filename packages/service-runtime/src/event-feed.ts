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

/** Sent first to a new client: it has an id to come back with even before anything has changed. */
export const READY_EVENT = 'ready';
/** Sent first to a client that missed events: it reads again what it shows. */
export const RESET_EVENT = 'reset';
const FEED_EVENTS_KEPT = 256;

interface Kept {
  readonly event: ServerEvent;
  readonly weight: number;
}

/**
 * The last events of one service, kept once for all clients. A client that falls further behind, or comes back with an
 * id that is no longer known here, gets `reset` and then what follows.
 */
export class EventFeed {
  readonly #life = Date.now().toString(36);
  readonly #change = new Change();
  readonly #kept: Kept[] = [];
  readonly #capacity: number;
  #weight = 0;
  /** Events that are no longer kept, and the id of the last of them. */
  #gone = { count: 0, id: `${this.#life}-0` };

  /** `capacity` is what the weights of the kept events may add up to. */
  constructor(capacity = FEED_EVENTS_KEPT) {
    this.#capacity = capacity;
  }

  /** Give an id of your own where it means the same in another life of the service; each only once. */
  publish(event: string, data: unknown, { id, weight = 1 }: { id?: string; weight?: number } = {}): void {
    this.#kept.push({ event: { event, data, id: id ?? `${this.#life}-${this.#end + 1}` }, weight });
    this.#weight += weight;
    while (this.#weight > this.#capacity && this.#kept.length > 1) this.#forget();
    this.#change.announce();
  }

  readonly source: EventSource = async function* (
    this: EventFeed,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ) {
    let seen = lastEventId === undefined ? this.#end : this.#after(lastEventId);
    if (lastEventId === undefined) yield { event: READY_EVENT, data: {}, id: this.#lastId };
    while (!signal.aborted) {
      const changed = this.#change.next();
      if (seen === null || seen < this.#gone.count) {
        seen = this.#end;
        yield { event: RESET_EVENT, data: {}, id: this.#lastId };
      }
      const next: Kept | undefined = this.#kept[seen - this.#gone.count];
      if (next) {
        seen += 1;
        yield next.event;
      } else await untilEither(changed, signal);
    }
  }.bind(this);

  /** How many events there have been. */
  get #end(): number {
    return this.#gone.count + this.#kept.length;
  }

  get #lastId(): string {
    return this.#kept.at(-1)?.event.id ?? this.#gone.id;
  }

  /** How many events a client has had that has had this one; null where that is not known. */
  #after(id: string): number | null {
    if (id === this.#gone.id) return this.#gone.count;
    const index = this.#kept.findLastIndex(({ event }) => event.id === id);
    return index < 0 ? null : this.#gone.count + index + 1;
  }

  #forget(): void {
    const oldest = this.#kept.shift();
    if (!oldest) return;
    this.#weight -= oldest.weight;
    this.#gone = { count: this.#gone.count + 1, id: oldest.event.id };
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
