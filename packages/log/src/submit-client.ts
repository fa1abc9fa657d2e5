import { setTimeout as delay } from 'node:timers/promises';
import type { AdmissionCode, Fault, SequencedAt } from '@baton/protocol';
import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/nats-core';
import pRetry from 'p-retry';
import { inboxPrefixOf } from './connection.ts';
import { LogError } from './errors.ts';
import { setTrace } from './jetstream/headers.ts';
import { submitSubject } from './subjects.ts';
import { type Accepted, decodeReply, type Rejected, type Sequenced } from './submit-reply.ts';
import type { TraceCarrier } from './trace.ts';

/** From the request to the commit. The sequencer commits ten times a second; a stall is worth a new try. */
const SUBMIT_TIMEOUT_MS = 5_000;
const RESUBMIT_DELAY_MS = 200;
const RESUBMIT_DELAY_MS_MAX = 2_000;
const NO_RESPONDERS = 503;

/** The sequencer refused the message. RATE_LIMITED and LOG_UNAVAILABLE pass with time, the others do not. */
export class SubmitRejected extends Error {
  readonly code: AdmissionCode;
  readonly fault: Fault;
  readonly sequencedAt: SequencedAt | undefined;

  constructor(reply: Omit<Rejected, 'outcome'>) {
    super(`${reply.code}: ${reply.detail}`);
    this.name = 'SubmitRejected';
    this.code = reply.code;
    this.fault = reply.fault;
    this.sequencedAt = reply.sequencedAt;
  }
}

export interface SubmitOptions extends TraceCarrier {
  signal: AbortSignal;
}

/** Both settle within the client's time limit. `accepted` is a promise to try; `sequenced` means durable. */
export interface Submission {
  accepted: Promise<Accepted>;
  sequenced: Promise<Sequenced>;
}

/** Hands signed envelopes to the sequencer over NATS. docs/spec/log.md#submit */
export class SubmitClient {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #timeoutMs: number;

  constructor(connection: NatsConnection, network: string, options: { timeoutMs?: number } = {}) {
    this.#connection = connection;
    this.#subject = submitSubject(network);
    this.#timeoutMs = options.timeoutMs ?? SUBMIT_TIMEOUT_MS;
  }

  /** Rejects with SubmitRejected, LogError (LOG_UNAVAILABLE, NOT_SEQUENCED, REPLY_MALFORMED) or the signal's reason. */
  submit(bytes: Uint8Array, options: SubmitOptions): Submission {
    const accepted = Promise.withResolvers<Accepted>();
    const sequenced = Promise.withResolvers<Sequenced>();
    const fail = (error: unknown) => {
      accepted.reject(error);
      sequenced.reject(error);
    };
    // A caller may wait for one of the two only.
    accepted.promise.catch(() => undefined);
    sequenced.promise.catch(() => undefined);
    if (options.signal.aborted) fail(options.signal.reason);
    else this.#exchange(bytes, options, { accepted: accepted.resolve, sequenced: sequenced.resolve, fail });
    return { accepted: accepted.promise, sequenced: sequenced.promise };
  }

  /**
   * Submits again and again, the same bytes, until they stand in a commit: the sequencer knows them by their key.
   * Ends with SubmitRejected for what time does not cure, or with the signal.
   */
  async submitUntilSequenced(bytes: Uint8Array, options: SubmitOptions): Promise<SequencedAt> {
    return await pRetry(() => this.#submitOnce(bytes, options), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: RESUBMIT_DELAY_MS,
      maxTimeout: RESUBMIT_DELAY_MS_MAX,
      randomize: true,
      signal: options.signal,
      shouldRetry: ({ error }) => isPassing(error),
    });
  }

  async #submitOnce(bytes: Uint8Array, options: SubmitOptions): Promise<SequencedAt> {
    try {
      const { epoch, round, sequence } = await this.submit(bytes, options).sequenced;
      return { epoch, round, sequence };
    } catch (error) {
      if (error instanceof SubmitRejected && error.sequencedAt) return error.sequencedAt;
      throw error;
    }
  }

  #exchange(
    bytes: Uint8Array,
    { signal, ...trace }: SubmitOptions,
    reply: { accepted(value: Accepted): void; sequenced(value: Sequenced): void; fail(error: unknown): void },
  ): void {
    const finished = new AbortController();
    const end = (settle: () => void) => {
      if (finished.signal.aborted) return;
      finished.abort();
      subscription.unsubscribe();
      settle();
    };
    const subscription = this.#connection.subscribe(createInbox(inboxPrefixOf(this.#connection)), {
      callback: (error, message) => {
        if (error) return end(() => reply.fail(unavailable(error)));
        try {
          const answer = readAnswer(message);
          if (answer.outcome === 'accepted') reply.accepted(answer);
          else if (answer.outcome === 'rejected') end(() => reply.fail(new SubmitRejected(answer)));
          else
            end(() => {
              reply.accepted({ outcome: 'accepted', keyDigest: answer.keyDigest });
              reply.sequenced(answer);
            });
        } catch (malformed) {
          end(() => reply.fail(malformed));
        }
      },
    });
    signal.addEventListener('abort', () => end(() => reply.fail(signal.reason)), { signal: finished.signal });
    delay(this.#timeoutMs, undefined, { signal: finished.signal, ref: false }).then(
      () => end(() => reply.fail(new LogError('NOT_SEQUENCED', `no commit within ${this.#timeoutMs} ms`))),
      () => undefined,
    );
    try {
      const inbox = subscription.getSubject();
      this.#connection.publish(this.#subject, bytes, { reply: inbox, headers: setTrace(headers(), trace) });
    } catch (error) {
      end(() => reply.fail(unavailable(error)));
    }
  }
}

function readAnswer(message: Msg) {
  if (message.headers?.code === NO_RESPONDERS) throw unavailable(new Error('no sequencer listens'));
  return decodeReply(message.data);
}

function unavailable(cause: unknown): LogError {
  return new LogError('LOG_UNAVAILABLE', 'the sequencer can not be reached', { cause });
}

/** DUPLICATE without a position: the first one waits for its commit. */
function isPassing(error: unknown): boolean {
  if (error instanceof LogError) return error.code !== 'REPLY_MALFORMED';
  return error instanceof SubmitRejected && ['RATE_LIMITED', 'LOG_UNAVAILABLE', 'DUPLICATE'].includes(error.code);
}
