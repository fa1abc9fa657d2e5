import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { LogError } from './errors.ts';
import { MemoryLogStore } from './memory/store.ts';
import { patientStore } from './patient-store.ts';

const apiError = (code: number, err_code: number) => new JetStreamApiError({ code, err_code, description: 'said' });

const unheard = new errors.RequestError('no responders', { cause: new errors.NoRespondersError('log') });

/** A stream whose servers fail with these errors, one after another, before they answer. */
function failing(...failures: Error[]) {
  const store = new MemoryLogStore('patient', 1);
  const create = store.create.bind(store);
  store.create = async () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return create();
  };
  return { store, left: failures };
}

test('asks again while servers are away or elect a leader', async () => {
  const { store, left } = failing(
    new errors.TimeoutError(),
    new Error('jetstream is not enabled', { cause: unheard }),
    unheard,
    apiError(503, 10_008),
    new LogError('LOG_UNAVAILABLE', 'nobody answers reads'),
  );
  const description = await patientStore(store, AbortSignal.timeout(9_000)).create();
  expect(description).toEqual(await store.describe());
  expect(left).toEqual([]);
});

test.each([
  apiError(400, 10_052),
  new errors.ClosedConnectionError(),
  new LogError('STREAM_MISSING', 'no such stream'),
])('takes a verdict as it is: %s', async (verdict) => {
  const { store } = failing(verdict);
  await expect(patientStore(store, AbortSignal.timeout(9_000)).create()).rejects.toBe(verdict);
});

test('ends with the signal', async () => {
  const stop = new AbortController();
  const { store } = failing(...Array.from({ length: 1_000 }, () => new errors.TimeoutError()));
  const asked = patientStore(store, stop.signal).create();
  stop.abort(new Error('stopping'));
  await expect(asked).rejects.toThrow('stopping');
});
