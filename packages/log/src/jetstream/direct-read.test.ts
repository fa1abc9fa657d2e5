import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { describe, expect, test } from 'vitest';
import { directRead } from './direct-read.ts';

const message = { seq: 1 } as StoredMsg;

/** A server that knows nobody to answer for the first `silent` reads. */
function serverSilentFor(silent: number, error?: Error): Pick<JetStreamManager, 'direct'> {
  let reads = 0;
  const getMessage = async () => {
    reads += 1;
    if (reads > silent) return message;
    throw error ?? new errors.RequestError('no responders', { cause: new errors.NoRespondersError('direct') });
  };
  return { direct: { getMessage } as unknown as JetStreamManager['direct'] };
}

describe('a direct read', () => {
  const read = (server: ReturnType<typeof serverSilentFor>, exists = true) =>
    directRead(server, 'STREAM', { seq: 1 }, async () => exists);

  test('of a stream that has just been created is tried again', async () => {
    expect(await read(serverSilentFor(2))).toBe(message);
  });

  test('of no stream is nothing', async () => {
    expect(await read(serverSilentFor(1), false)).toBeNull();
  });

  test('of a stream that stays silent is an outage, not a crash of another kind', async () => {
    await expect(read(serverSilentFor(1_000))).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  test('that fails otherwise is not tried again', async () => {
    await expect(read(serverSilentFor(1, new Error('closed')))).rejects.toThrow('closed');
  });
});
