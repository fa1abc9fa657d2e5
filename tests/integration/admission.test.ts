import { SubmitRejected } from '@baton/log';
import { announcement, endOfPublish, TestNetwork } from '@baton/log/testing';
import { MAX_MESSAGE_BYTES } from '@baton/protocol';
import type { RunningHost } from '@baton/service-runtime';
import { until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogUnderTest, submitOverHttp } from './consensus-log/service.ts';

let log: LogUnderTest;
let host: RunningHost;

const network = new TestNetwork('admission');
const [alice, bob] = [network.member(0), network.member(1)];
const stranger = new TestNetwork('admission', 5).member(4);
const good = network.message(alice, 1, announcement(alice.name, 1, 1));

/** author 1 + 48, epoch 8, tracking id 8: then the tag of the kind. */
const KIND_OFFSET = 65;

function withByte(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[offset] = value;
  return copy;
}

const BAD: [string, string, number, Uint8Array][] = [
  ['empty', 'TRUNCATED', 400, new Uint8Array()],
  ['truncated', 'TRUNCATED', 400, good.slice(0, -1)],
  ['followed by more bytes', 'TRAILING_BYTES', 400, new Uint8Array([...good, 0])],
  ['oversized', 'OVERSIZED', 413, new Uint8Array(MAX_MESSAGE_BYTES + 1)],
  ['of an unknown kind', 'UNKNOWN_KIND', 400, withByte(good, KIND_OFFSET, 50)],
  ['for another epoch', 'WRONG_EPOCH', 409, network.message(alice, 2, announcement(alice.name, 2, 1))],
  ['by a stranger', 'UNKNOWN_AUTHOR', 403, network.message(stranger, 1, announcement(stranger.name, 1, 1))],
  ['in the name of another', 'AUTHOR_MISMATCH', 403, network.message(alice, 1, announcement(bob.name, 1, 1))],
  [
    'signed with another key',
    'INVALID_SIGNATURE',
    403,
    network.message({ name: bob.name, sign: alice.sign }, 1, announcement(bob.name, 1, 1)),
  ],
  ['with a broken signature', 'INVALID_SIGNATURE', 403, withByte(good, good.length - 1, (good.at(-1) ?? 0) ^ 1)],
  [
    'of a kind that is not for members',
    'KIND_NOT_ADMITTED',
    403,
    network.message(alice, 1, { kind: 'epoch_ended', record: { epoch: 1 } }),
  ],
  [
    'of a kind that only the sequencer writes',
    'KIND_NOT_ADMITTED',
    403,
    network.sequencerMessage(1, { kind: 'epoch_ended', record: { epoch: 1 } }),
  ],
  [
    'of a kind of an older protocol',
    'KIND_NOT_ADMITTED',
    403,
    network.message(alice, 1, { kind: 'end_of_publish', authority: alice.name }),
  ],
];

beforeAll(async () => {
  log = await LogUnderTest.start('admission');
  host = await log.active({ authorMessagesBurst: 40, authorMessagesPerSecond: 0 });
});

afterAll(() => log?.[Symbol.asyncDispose]());

async function refusal(bytes: Uint8Array): Promise<SubmitRejected> {
  const error = await log.client
    .submit(bytes, { signal: AbortSignal.timeout(10_000) })
    .sequenced.catch((e: unknown) => e);
  if (error instanceof SubmitRejected) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe('a message that is', () => {
  test.each(BAD)(
    '%s is refused with %s over NATS and HTTP, and leaves no trace',
    async (_what, code, status, bytes) => {
      const before = await log.verify(1);
      const { fault } = await refusal(bytes).then((error) => {
        expect(error).toMatchObject({ code, sequencedAt: undefined });
        return error;
      });
      for (const query of ['', '?wait=sequenced']) {
        const answer = await submitOverHttp(host, bytes, query);
        expect(answer).toMatchObject({ status, body: { code, fault, status } });
      }
      const after = await log.verify(1);
      expect(after).toMatchObject({ messages: before.messages, strays: 0, problems: [] });
      expect(after.commits).toBeGreaterThanOrEqual(before.commits);
    },
  );
});

describe('a good message', () => {
  test('is accepted, sequenced, and a duplicate from then on, over both transports', async () => {
    const submission = log.client.submit(good, { signal: AbortSignal.timeout(10_000) });
    const { keyDigest } = await submission.accepted;
    const sequenced = await submission.sequenced;
    expect(sequenced).toMatchObject({ outcome: 'sequenced', keyDigest, epoch: 1 });
    const { epoch, round, sequence } = sequenced;
    expect(await refusal(good)).toMatchObject({ code: 'DUPLICATE', sequencedAt: { epoch, round, sequence } });
    const overHttp = await submitOverHttp(host, good);
    expect(overHttp).toMatchObject({
      status: 409,
      body: { code: 'DUPLICATE', sequencedAt: { epoch, round, sequence } },
    });
    const found = await fetch(`${host.internalUrl}/v1/log/keys/${keyDigest}`);
    expect(await found.json()).toEqual({ epoch, round, sequence });
    expect(await log.client.submitUntilSequenced(good, { signal: AbortSignal.timeout(10_000) })).toEqual({
      epoch,
      round,
      sequence,
    });
  });

  test('over HTTP it can be waited for', async () => {
    const first = await submitOverHttp(host, network.message(bob, 1, announcement(bob.name, 1, 1)), '?wait=sequenced');
    expect(first).toMatchObject({ status: 200, body: { outcome: 'sequenced', epoch: 1 } });
    const second = await submitOverHttp(host, network.message(bob, 1, announcement(bob.name, 1, 2)));
    expect(second).toMatchObject({ status: 202, body: { outcome: 'accepted' } });
    expect(second.body.keyDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('shows in the pages of commits', async () => {
    const { round } = await log.head(host);
    const pages = await fetch(`${host.internalUrl}/v1/log/epochs/1/commits?from=1&limit=2`);
    expect(await pages.json()).toMatchObject({
      items: [{ round: 1, kinds: { epoch_opened: 1 } }, { round: 2 }],
      next: expect.any(String),
    });
    const late = await fetch(`${host.internalUrl}/v1/log/epochs/1/commits?from=${Number(round) - 1}&limit=1`);
    expect(await late.json()).toMatchObject({ items: [{ round: Number(round) - 1 }] });
    const none = await fetch(`${host.internalUrl}/v1/log/epochs/9/commits`);
    expect(await none.json()).toMatchObject({ status: 404, code: 'LOG_EPOCH_UNKNOWN' });
    const unknown = await fetch(`${host.internalUrl}/v1/log/keys/${'ab'.repeat(32)}`);
    expect(await unknown.json()).toMatchObject({ status: 404, code: 'LOG_KEY_UNKNOWN' });
  });

  test('one too many is refused by rate, and only for its author', async () => {
    const carol = network.member(2);
    const answers = [];
    for (let time = 1; time <= 41; time += 1) {
      answers.push(await submitOverHttp(host, network.message(carol, 1, announcement(carol.name, 1, time))));
    }
    expect(answers.slice(0, 40).every(({ status }) => status === 202)).toBe(true);
    expect(answers[40]).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED', fault: 'author' } });
    expect(await refusal(network.message(carol, 1, announcement(carol.name, 1, 99)))).toMatchObject({
      code: 'RATE_LIMITED',
    });
    expect((await submitOverHttp(host, network.message(bob, 1, announcement(bob.name, 1, 50)))).status).toBe(202);
  });
});

describe('a closed epoch', () => {
  test('takes nothing more, then ends, is sealed, and the next one opens', async () => {
    const dave = network.member(3);
    for (const member of [alice, bob, dave]) {
      await log.client.submitUntilSequenced(network.message(member, 1, endOfPublish(member, 1)), {
        signal: AbortSignal.timeout(10_000),
      });
    }
    await until(async () => (await log.head(host)).closed === true, { what: 'the close' });
    const late = network.message(alice, 1, announcement(alice.name, 1, 70));
    expect(await refusal(late)).toMatchObject({ code: 'EPOCH_CLOSED', fault: 'author' });
    expect(await submitOverHttp(host, late)).toMatchObject({ status: 409, body: { code: 'EPOCH_CLOSED' } });
    log.chain.advance();
    await until(async () => (await log.head(host)).epoch === 2, { what: 'epoch 2' });
    expect(await log.verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    const stray = log.connection.request(`baton.admission.1.tx.end_of_publish`, late, { timeout: 5_000 });
    expect((await stray).json()).toMatchObject({ error: { err_code: 10109 } });
  });
});
