import { setTimeout as delay } from 'node:timers/promises';
import type { DirectMsgRequest, JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { LogError } from '../errors.ts';

/** A stream answers direct reads a moment after it can be described: when it is new, or its server is. */
const TRIES = 20;
const PAUSE_MS = 50;

/**
 * One message of a stream; null where there is none, or no stream. Rejects with LogError LOG_UNAVAILABLE when a stream
 * that exists does not answer.
 */
export async function directRead(
  manager: Pick<JetStreamManager, 'direct'>,
  stream: string,
  query: DirectMsgRequest,
  exists: () => Promise<boolean>,
): Promise<StoredMsg | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await manager.direct.getMessage(stream, query);
    } catch (cause) {
      if (!(cause instanceof errors.RequestError) || !cause.isNoResponders()) throw cause;
      if (!(await exists())) return null;
      if (tries === TRIES) throw new LogError('LOG_UNAVAILABLE', `nobody answers reads of ${stream}`, { cause });
      await delay(PAUSE_MS);
    }
  }
}
