import { encodeReply, type SubmitReply, submitSubject, traceOf } from '@baton/log';
import type { Logger } from '@baton/telemetry';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { SubmitDoor } from './submit-door.ts';

/** All sequencers of a network share the subject; each request goes to one of them. */
const QUEUE_GROUP = 'consensus-log';

/** Answers submissions over NATS: `accepted` then `sequenced`, or `rejected`. docs/spec/log.md#submit */
export class NatsResponder {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #door: SubmitDoor;
  readonly #logger: Logger;
  #subscription: { unsubscribe(): void } | null = null;

  constructor(connection: NatsConnection, network: string, door: SubmitDoor, logger: Logger) {
    this.#connection = connection;
    this.#subject = submitSubject(network);
    this.#door = door;
    this.#logger = logger;
  }

  /** Only the sequencer that commits listens. */
  listen(active: boolean): void {
    if (active === (this.#subscription !== null)) return;
    if (active) {
      this.#subscription = this.#connection.subscribe(this.#subject, {
        queue: QUEUE_GROUP,
        callback: (error, message) => {
          if (error) this.#logger.error({ err: error }, 'submissions over NATS are refused by the server');
          else void this.#answer(message);
        },
      });
    } else {
      this.#subscription?.unsubscribe();
      this.#subscription = null;
    }
  }

  async #answer(message: Msg): Promise<void> {
    try {
      // A copy: the client's buffer holds other messages too, and this one may wait.
      const outcome = this.#door(new Uint8Array(message.data), traceOf(message.headers));
      if (outcome.outcome === 'rejected') return respond(message, outcome);
      respond(message, { outcome: 'accepted', keyDigest: outcome.keyDigest });
      respond(message, await outcome.result);
    } catch (error) {
      this.#logger.error({ err: error }, 'a submission could not be answered');
    }
  }
}

function respond(message: Msg, reply: SubmitReply): void {
  message.respond(encodeReply(reply));
}
