import { MemoryLogStore } from '@baton/log';
import { announcement, chainCommits, TestNetwork } from '@baton/log/testing';
import { type Digest, decodeEnvelope, type Epoch, keyDigest } from '@baton/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { LogInspection } from './log-inspection.ts';
import type { MessageView } from './message-view.ts';

const network = new TestNetwork('inspected');
const [alice, bob] = [network.member(0), network.member(1)];
const KINDS = ['epoch_opened', 'validator_mpc_data_announcement', 'epoch_ended'] as const;

/** 40 rounds: round r, if a multiple of 4, with announcements of alice and bob of time r. */
async function fill(epoch: Epoch, { sealed = true, rounds = 40 } = {}): Promise<MemoryLogStore> {
  const store = new MemoryLogStore(network.name, epoch);
  await store.create();
  const commits = Array.from({ length: rounds }, (_, index) => {
    const round = index + 1;
    const messages = [];
    if (round === 1)
      messages.push(network.sequencerMessage(epoch, { kind: 'epoch_opened', record: network.opened(epoch) }));
    if (round % 4 === 0) {
      for (const member of [alice, bob]) {
        messages.push(network.message(member, epoch, announcement(member.name, epoch, round)));
      }
    }
    return { round, timestampMs: 1_000 + round, messages };
  });
  for (const append of chainCommits(network, epoch, commits))
    await store.append({ ...append, messages: append.messages.map(labelled) });
  if (sealed) await store.seal();
  return store;
}

function labelled<Message extends { bytes: Uint8Array }>(message: Message) {
  const { author, transaction } = decodeEnvelope(message.bytes);
  const traceparent = `00-${'7'.repeat(32)}-${'8'.repeat(16)}-01`;
  return { ...message, kind: transaction.body.kind, author, keyDigest: keyDigest(transaction), trace: { traceparent } };
}

let stores: Map<Epoch, MemoryLogStore>;
let log: LogInspection;

beforeEach(async () => {
  stores = new Map([
    [1, await fill(1)],
    [2, await fill(2, { sealed: false })],
  ]);
  log = new LogInspection({
    openStore: (epoch) => stores.get(epoch) ?? new MemoryLogStore(network.name, epoch),
    epochs: async () => [...stores.keys()].sort((a, b) => b - a),
    sequencerKey: network.sequencerKey,
  });
});

const storeOf = (epoch: Epoch) => stores.get(epoch) as MemoryLogStore;
const everything = { kind: undefined, author: undefined, round: undefined };

/** All pages of `limit`, from the first to the last. */
async function allMessages(query: Partial<Parameters<LogInspection['messages']>[1]>, limit: number) {
  const found: MessageView[] = [];
  let pages = 0;
  for (let cursor: string | undefined; ; ) {
    const { value } = await log.messages(1, { ...everything, order: 'asc', limit, cursor, ...query });
    found.push(...value.items);
    pages += 1;
    if (value.next === null) return { found, pages };
    cursor = value.next;
  }
}

async function allRounds(order: 'asc' | 'desc', limit: number, from?: number) {
  const rounds: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const { value } = await log.commits(1, { order, limit, cursor, from });
    expect(value.items.length).toBeLessThanOrEqual(limit);
    rounds.push(...value.items.map(({ round }) => round));
    if (value.next === null) return rounds;
    cursor = value.next;
  }
}

describe('epochs', () => {
  test('are listed newest first with what their streams hold', async () => {
    const { items, next } = await log.epochs({ limit: 1 });
    expect(items).toEqual([
      {
        epoch: 2,
        commits: 40,
        messages: 21,
        firstRound: 1,
        head: { round: 40, sequence: 61, digest: expect.any(String), timestampMs: 1_040 },
        sealed: false,
        openedAtMs: 1_001,
      },
    ]);
    const rest = await log.epochs({ limit: 1, cursor: next ?? '' });
    expect(rest).toMatchObject({ items: [{ epoch: 1, sealed: true }], next: null });
  });

  test('without a commit are told as such', async () => {
    const empty = new MemoryLogStore(network.name, 3);
    await empty.create();
    stores.set(3, empty);
    const [first] = (await log.epochs({ limit: 1 })).items;
    expect(first).toEqual({
      epoch: 3,
      commits: 0,
      messages: 0,
      firstRound: null,
      head: null,
      sealed: false,
      openedAtMs: null,
    });
  });
});

describe('commits', () => {
  test.each([1, 3, 7, 40, 500])('are all there in both directions, by %i', async (limit) => {
    const rounds = Array.from({ length: 40 }, (_, index) => index + 1);
    expect(await allRounds('asc', limit)).toEqual(rounds);
    expect(await allRounds('desc', limit)).toEqual(rounds.toReversed());
  });

  test('begin at the round asked for', async () => {
    expect((await allRounds('asc', 5, 38)).slice(0, 3)).toEqual([38, 39, 40]);
    expect((await allRounds('desc', 5, 3)).slice(0, 3)).toEqual([3, 2, 1]);
    expect(await allRounds('asc', 5, 41)).toEqual([]);
    expect((await allRounds('desc', 5, 99))[0]).toBe(40);
  });

  test('tell what they hold, and are final once the epoch is sealed', async () => {
    const sealed = await log.commits(1, { order: 'asc', limit: 4 });
    expect(sealed.final).toBe(true);
    expect(sealed.value.items[0]).toMatchObject({ round: 1, sequence: 2, txCount: 1, kinds: { epoch_opened: 1 } });
    expect(sealed.value.items[3]).toMatchObject({ kinds: { validator_mpc_data_announcement: 2 } });
    expect((await log.commits(2, { order: 'asc', limit: 4 })).final).toBe(false);
  });

  test('one is shown with its messages decoded', async () => {
    const commit = await log.commit(1, 8);
    expect(commit).toMatchObject({ round: 8, txCount: 2, kinds: { validator_mpc_data_announcement: 2 } });
    expect(commit.messages.map(({ author }) => author)).toEqual([alice.name, bob.name]);
    expect(commit.messages[0]).toMatchObject({
      round: 8,
      timestampMs: 1_008,
      dropped: null,
      traceId: '7'.repeat(32),
      trackingId: '00'.repeat(8),
      body: { kind: 'validator_mpc_data_announcement', announcement: { validator: alice.name, timestampMs: 8 } },
    });
    await expect(log.commit(1, 41)).rejects.toMatchObject({ status: 404, code: 'LOG_ROUND_UNKNOWN', fault: 'caller' });
  });
});

describe('messages', () => {
  test.each([1, 4, 500])('are all there in both directions, by %i', async (limit) => {
    const asc = (await allMessages({}, limit)).found.map(({ sequence }) => sequence);
    expect(asc).toHaveLength(21);
    expect(asc).toEqual([...asc].sort((a, b) => a - b));
    expect((await allMessages({ order: 'desc' }, limit)).found.map(({ sequence }) => sequence)).toEqual(
      asc.toReversed(),
    );
  });

  test.each(['asc', 'desc'] as const)('are filtered by kind, author and round, %s', async (order) => {
    for (const kind of KINDS) {
      const { found } = await allMessages({ kind, order }, 3);
      expect(found).toHaveLength({ epoch_opened: 1, validator_mpc_data_announcement: 20, epoch_ended: 0 }[kind]);
      expect(found.every((message) => message.kind === kind)).toBe(true);
    }
    const byBob = (await allMessages({ author: bob.name, order }, 3)).found;
    expect(byBob).toHaveLength(10);
    expect(byBob.every(({ author }) => author === bob.name)).toBe(true);
    const ofRound = (await allMessages({ round: 8, order }, 1)).found;
    expect(ofRound.map(({ round }) => round)).toEqual([8, 8]);
    expect((await allMessages({ round: 8, author: bob.name, order }, 10)).found).toHaveLength(1);
    expect((await allMessages({ round: 9, order }, 10)).found).toEqual([]);
    expect((await allMessages({ round: 99, order }, 10)).found).toEqual([]);
  });

  test('one is shown with its bytes', async () => {
    const record = await storeOf(1).recordAt(1);
    const message = await log.message(1, 1);
    expect(Buffer.from(message.encoded, 'hex')).toEqual(Buffer.from(record?.bytes ?? []));
    expect(message).toMatchObject({ kind: 'epoch_opened', bytes: record?.bytes.length });
  });

  test.each([2, 99])('sequence %i, which is none, is unknown', async (sequence) => {
    await expect(log.message(1, sequence)).rejects.toMatchObject({ status: 404, code: 'LOG_MESSAGE_UNKNOWN' });
  });

  test('a cursor of other filters is refused', async () => {
    const { value } = await log.messages(1, { ...everything, order: 'asc', limit: 1 });
    const cursor = value.next ?? '';
    const other = { ...everything, limit: 1, cursor };
    for (const query of [
      log.messages(1, { ...other, order: 'desc' }),
      log.messages(1, { ...other, order: 'asc', author: bob.name }),
      log.messages(2, { ...other, order: 'asc' }),
      log.commits(1, { order: 'asc', limit: 1, cursor }),
      log.epochs({ limit: 1, cursor }),
    ]) {
      await expect(query).rejects.toMatchObject({ status: 400, code: 'CURSOR_INVALID', fault: 'caller' });
    }
  });
});

describe('what readers do not see or drop', () => {
  test('strays and forged markers are not listed', async () => {
    const store = storeOf(2);
    const stray = network.message(alice, 2, announcement(alice.name, 2, 999));
    store.appendStray(stray);
    store.appendStray(new Uint8Array([1, 2, 3]), 'commit');
    store.appendStray(stray);
    const commits = await log.commits(2, { order: 'desc', limit: 1 });
    expect(commits.value.items[0]?.round).toBe(40);
    const messages = await log.messages(2, { ...everything, order: 'desc', limit: 1 });
    expect(messages.value.items[0]?.round).toBe(40);
    await expect(log.message(2, 62)).rejects.toMatchObject({ code: 'LOG_MESSAGE_UNKNOWN' });
    expect((await log.commit(2, 40)).messages).toHaveLength(2);
  });

  test('messages that readers drop are shown with the reason', async () => {
    const store = new MemoryLogStore(network.name, 4);
    stores.set(4, store);
    await store.create();
    const good = network.message(alice, 4, announcement(alice.name, 4, 1));
    const broken = good.with(good.length - 1, (good.at(-1) ?? 0) ^ 1);
    const opened = network.sequencerMessage(4, { kind: 'epoch_opened', record: network.opened(4) });
    const commits = [{ round: 1, timestampMs: 1, messages: [opened, good, broken, new Uint8Array([9]), opened] }];
    for (const append of chainCommits(network, 4, commits)) await store.append(append);
    const { value } = await log.messages(4, { ...everything, order: 'asc', limit: 10 });
    expect(value.items.map(({ dropped }) => dropped)).toEqual([
      null,
      null,
      'INVALID_SIGNATURE',
      'MALFORMED',
      'DUPLICATE',
    ]);
    expect(value.items[2]).toMatchObject({ kind: 'validator_mpc_data_announcement', author: alice.name });
    expect(value.items[3]).toMatchObject({ kind: null, author: null, keyDigest: null, body: null });
  });

  test('a commit whose messages are not those that were signed is not shown', async () => {
    const store = new MemoryLogStore(network.name, 5);
    stores.set(5, store);
    await store.create();
    const opened = network.sequencerMessage(5, { kind: 'epoch_opened', record: network.opened(5) });
    const [append] = chainCommits(network, 5, [{ round: 1, timestampMs: 1, messages: [opened] }]);
    if (!append) throw new Error('no commit');
    const swapped = network.message(alice, 5, announcement(alice.name, 5, 1));
    await store.append({ ...append, messages: append.messages.map((one) => ({ ...one, bytes: swapped })) });
    await expect(log.commit(5, 1)).rejects.toMatchObject({ status: 500, code: 'DIGEST_MISMATCH', fault: 'sequencer' });
  });
});

describe('keys', () => {
  const keyOf = (epoch: Epoch, timestampMs: number): Digest =>
    keyDigest(decodeEnvelope(network.message(bob, epoch, announcement(bob.name, epoch, timestampMs))).transaction);

  test('of earlier epochs are found', async () => {
    for (let again = 0; again < 2; again += 1) {
      const found = await log.findKey(keyOf(1, 8), 3, undefined);
      expect(found).toEqual({ epoch: 1, round: 8, sequence: 13 });
    }
    expect(await log.findKey(keyOf(2, 8), 3, undefined)).toMatchObject({ epoch: 2 });
    expect(await log.findKey(keyOf(1, 8), 3, 1)).toMatchObject({ epoch: 1 });
    expect(await log.findKey(keyOf(1, 8), 3, 2)).toBeNull();
    expect(await log.findKey(keyOf(1, 9), 3, undefined)).toBeNull();
  });

  test('are not believed to be where a label says', async () => {
    const store = new MemoryLogStore(network.name, 6);
    stores.set(6, store);
    await store.create();
    const opened = network.sequencerMessage(6, { kind: 'epoch_opened', record: network.opened(6) });
    for (const append of chainCommits(network, 6, [{ round: 1, timestampMs: 1, messages: [opened] }])) {
      await store.append({ ...append, messages: append.messages.map((one) => ({ ...one, keyDigest: keyOf(6, 1) })) });
    }
    expect(await log.findKey(keyOf(6, 1), 7, undefined)).toBeNull();
  });
});

test('an epoch without a stream is unknown', async () => {
  const unknown = { status: 404, code: 'LOG_EPOCH_UNKNOWN', fault: 'caller' };
  await expect(log.commits(9, { order: 'asc', limit: 1 })).rejects.toMatchObject(unknown);
  await expect(log.messages(9, { ...everything, order: 'asc', limit: 1 })).rejects.toMatchObject(unknown);
  await expect(log.commit(9, 1)).rejects.toMatchObject(unknown);
});
