import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { HttpProblem } from './errors.ts';
import { type EventSource, READY_EVENT, RESET_EVENT, type ServerEvent } from './event-feed.ts';
import { ProblemSchema } from './problem.ts';

export const EVENT_LIMITS = {
  /** Streams open at one listener; a further client is told 503 EVENT_STREAMS_FULL. */
  clientsMax: 64,
  /** A larger event is sent as `reset`. With what the socket holds, all that is kept for one client. */
  eventBytesMax: 256 * 1024,
  /** Below the listener's idle time, so that a stream without events stays open. */
  heartbeatMs: 15_000,
  /** When a client that lost its stream comes back. */
  retryMs: 2_000,
  lastEventIdCharactersMax: 128,
} as const;

declare module 'fastify' {
  interface FastifyInstance {
    eventStreams: EventStreams;
  }
  interface FastifyContextConfig {
    /** The answer lasts as long as its client stays. */
    eventStream?: boolean;
  }
}

/** The streams open at one listener: counted, and ended when it closes. */
export class EventStreams {
  readonly #closing = new AbortController();
  readonly #clientsMax: number;
  #open = 0;

  constructor(clientsMax: number = EVENT_LIMITS.clientsMax) {
    this.#clientsMax = clientsMax;
  }

  get open(): number {
    return this.#open;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Serves events until the client goes or the listener closes; resolves when the stream has ended. */
  async serve(request: FastifyRequest, reply: FastifyReply, source: EventSource): Promise<void> {
    if (this.#open >= this.#clientsMax || this.#closing.signal.aborted) {
      throw new HttpProblem(503, 'EVENT_STREAMS_FULL', 'No further stream of events is served at the moment');
    }
    this.#open += 1;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    try {
      await stream(request, reply, source, AbortSignal.any([gone.signal, this.#closing.signal]));
    } finally {
      this.#open -= 1;
    }
  }
}

async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  source: EventSource,
  signal: AbortSignal,
): Promise<void> {
  const { createSession } = await import('better-sse');
  reply.hijack();
  // The connection carries this stream and nothing after it: kept alive it would hold the listener's close.
  reply.raw.setHeader('connection', 'close');
  const { heartbeatMs, retryMs, lastEventIdCharactersMax } = EVENT_LIMITS;
  const options = { keepAlive: null, retry: retryMs, serializer: (text: unknown) => text as string };
  const session = await createSession(request.raw, reply.raw, options);
  const heartbeat = setInterval(() => {
    if (!reply.raw.writableNeedDrain && !signal.aborted) reply.raw.write(':\n\n');
  }, heartbeatMs);
  try {
    const lastEventId = session.lastId.slice(0, lastEventIdCharactersMax) || undefined;
    for await (const event of source(lastEventId, signal)) {
      if (signal.aborted) break;
      const { name, text } = serialized(event);
      session.push(text, name, event.id);
      if (reply.raw.writableNeedDrain) await once(reply.raw, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) request.log.error({ err: error }, 'a stream of events failed');
  } finally {
    clearInterval(heartbeat);
    reply.raw.end();
  }
}

function serialized({ event, data }: ServerEvent): { name: string; text: string } {
  const text = JSON.stringify(data);
  const fits = Buffer.byteLength(text) <= EVENT_LIMITS.eventBytesMax;
  return fits ? { name: event, text } : { name: RESET_EVENT, text: '{}' };
}

/** `GET url` as server-sent events. `events` says in words which there are and what their data holds. */
export function eventRoute(
  app: FastifyInstance,
  url: string,
  { source, tags, events }: { source: EventSource; tags: string[]; events: string },
): void {
  const description = `${events} \`${READY_EVENT}\` comes first; \`${RESET_EVENT}\`: events were missed, read again. Resumes after \`Last-Event-ID\`.`;
  app.get(
    url,
    {
      exposeHeadRoute: false,
      config: { eventStream: true },
      schema: {
        tags,
        description,
        response: {
          200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: Type.String() } } },
          '4xx': ProblemSchema,
          '5xx': ProblemSchema,
        },
      },
    },
    (request, reply) => app.eventStreams.serve(request, reply, source),
  );
}
