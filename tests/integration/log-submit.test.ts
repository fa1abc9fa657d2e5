import { encodeReply, openEpochLog, SubmitClient, submitSubject } from '@baton/log';
import { announcement } from '@baton/log/testing';
import { digest } from '@baton/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogUnderTest } from './consensus-log/service.ts';

let log: LogUnderTest;

beforeAll(async () => {
  log = await LogUnderTest.start('submit');
});

afterAll(() => log?.[Symbol.asyncDispose]());

const signal = () => AbortSignal.timeout(10_000);

describe('a submission', () => {
  test('without a sequencer fails at once; with its signal it ends', async () => {
    await expect(log.client.submit(new Uint8Array(), { signal: signal() }).accepted).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
    });
    const reason = new Error('enough');
    await expect(log.client.submit(new Uint8Array(), { signal: AbortSignal.abort(reason) }).sequenced).rejects.toBe(
      reason,
    );
    const stop = new AbortController();
    const trying = log.client.submitUntilSequenced(new Uint8Array(), { signal: stop.signal });
    stop.abort(reason);
    await expect(trying).rejects.toBe(reason);
  });

  test('to a sequencer that is silent or speaks nonsense is bounded', async () => {
    const replies = [encodeReply({ outcome: 'accepted', keyDigest: digest('ab'.repeat(32)) }), new Uint8Array([0xff])];
    const subscription = log.connection.subscribe(submitSubject('elsewhere'), {
      callback: (_error, message) => void message.respond(replies.shift()),
    });
    const client = new SubmitClient(log.connection, 'elsewhere', { timeoutMs: 100 });
    const silent = client.submit(new Uint8Array(), { signal: signal() });
    expect(await silent.accepted).toMatchObject({ outcome: 'accepted' });
    await expect(silent.sequenced).rejects.toMatchObject({ code: 'NOT_SEQUENCED' });
    const nonsense = client.submit(new Uint8Array(), { signal: signal() });
    await expect(nonsense.accepted).rejects.toMatchObject({ code: 'REPLY_MALFORMED' });
    subscription.unsubscribe();
  });

  test('takes its trace to every reader', async () => {
    await log.active();
    const alice = log.network.member(0);
    const bytes = log.network.message(alice, 1, announcement(alice.name, 1, 1));
    const traceparent = `00-${'7'.repeat(32)}-${'8'.repeat(16)}-01`;
    const { sequence } = await log.client.submitUntilSequenced(bytes, { signal: signal(), traceparent });
    const reader = openEpochLog(log.openStore(1), { sequencerKey: log.network.sequencerKey });
    for await (const commits of reader.follow({ signal: signal() })) {
      const commit = commits.find((found) => found.sequence === sequence);
      if (!commit) continue;
      expect(commit.trace[0]?.traceparent).toContain('7'.repeat(32));
      break;
    }
  });
});
