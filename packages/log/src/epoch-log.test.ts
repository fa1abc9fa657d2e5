import { describe, expect, test } from 'vitest';
import { openEpochLog, readEpochOpened, waitForEpochLog } from './epoch-log.ts';
import { MemoryLogStore } from './memory/store.ts';
import { announcement, chainCommits, TestNetwork } from './testing/index.ts';
import { verifyEpochLog } from './verify.ts';

const EPOCH = 5;
const network = new TestNetwork('unit');
const { sequencerKey } = network;
const opening = network.sequencerMessage(EPOCH, { kind: 'epoch_opened', record: network.opened(EPOCH) });
const ending = network.sequencerMessage(EPOCH, { kind: 'epoch_ended', record: { epoch: EPOCH } });
const alice = network.member(0);
const note = (timestampMs: number) => network.message(alice, EPOCH, announcement(alice.name, EPOCH, timestampMs));

const COMMITS = [
  { round: 1, timestampMs: 1_000, messages: [opening] },
  { round: 2, timestampMs: 1_000, messages: [] },
  { round: 5, timestampMs: 1_500, messages: [note(1), note(2)] },
  { round: 6, timestampMs: 1_600, messages: [ending] },
];

async function storeWith(commits = COMMITS): Promise<MemoryLogStore> {
  const store = new MemoryLogStore(network.name, EPOCH);
  await store.create();
  for (const commit of chainCommits(network, EPOCH, commits))
    expect(await store.append(commit)).toMatchObject({ outcome: 'appended' });
  return store;
}

const signal = () => AbortSignal.timeout(5_000);
const verify = (store: MemoryLogStore) => verifyEpochLog(store, { sequencerKey, signal: signal() });

async function rounds(store: MemoryLogStore, batch?: number): Promise<number[][]> {
  const found: number[][] = [];
  const log = openEpochLog(store, { sequencerKey });
  for await (const commits of log.follow({ signal: signal(), ...(batch ? { batch } : {}) })) {
    found.push(commits.map(({ round }) => round));
  }
  return found;
}

describe('following an epoch', () => {
  test('delivers every commit in order, in batches of the asked size, and ends with the epoch', async () => {
    expect(await rounds(await storeWith())).toEqual([[1, 2, 5, 6]]);
    expect(await rounds(await storeWith(), 3)).toEqual([[1, 2, 5], [6]]);
  });

  test('a prefix of a torn batch is skipped, at any place, and counted', async () => {
    const store = new MemoryLogStore(network.name, EPOCH);
    await store.create();
    let strays = 0;
    for (const commit of chainCommits(network, EPOCH, COMMITS)) {
      store.appendStray(note(77));
      strays += 1;
      const expectedLastSequence = commit.expectedLastSequence + strays;
      expect(await store.append({ ...commit, expectedLastSequence })).toMatchObject({ outcome: 'appended' });
    }
    expect((await rounds(store)).flat()).toEqual([1, 2, 5, 6]);
    await store.seal();
    expect(await verify(store)).toMatchObject({ commits: 4, messages: 4, strays: 4, ended: true, problems: [] });
  });

  test('a marker that the sequencer did not sign is no commit', async () => {
    const store = await storeWith(COMMITS.slice(0, 2));
    store.appendStray(new Uint8Array([1, 2, 3]), 'commit');
    expect(await verify(store)).toMatchObject({ commits: 2, strays: 1, problems: [] });
  });

  test('a commit that does not follow its predecessor stops the reader', async () => {
    const store = await storeWith(COMMITS.slice(0, 2));
    const [, , third] = chainCommits(network, EPOCH, [
      COMMITS[0]!,
      { round: 3, timestampMs: 1, messages: [] },
      COMMITS[2]!,
    ]);
    await store.append({ ...third!, expectedLastSequence: 3 });
    await expect(rounds(store)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await verify(store)).toMatchObject({ commits: 2, problems: [{ code: 'DIGEST_MISMATCH', sequence: 6 }] });
  });

  test('a message exchanged under its marker stops the reader', async () => {
    const store = await storeWith(COMMITS.slice(0, 2));
    const third = chainCommits(network, EPOCH, COMMITS)[2]!;
    await store.append({ ...third, messages: third.messages.map((message) => ({ ...message, bytes: note(99) })) });
    await expect(rounds(store)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await verify(store)).toMatchObject({ commits: 2, problems: [{ code: 'DIGEST_MISMATCH', round: 5 }] });
  });

  test('another sequencer than the pinned one has no commits', async () => {
    const store = await storeWith();
    const other = network.member(0).consensusKey;
    const report = await verifyEpochLog(store, { sequencerKey: other, signal: signal() });
    expect(report).toMatchObject({ commits: 0, strays: 8 });
  });

  test('carries the trace of each message beside its commit', async () => {
    const store = new MemoryLogStore(network.name, EPOCH);
    await store.create();
    const [commit] = chainCommits(network, EPOCH, COMMITS);
    const trace = { traceparent: '00-1-2-01' };
    await store.append({ ...commit!, messages: commit!.messages.map((message) => ({ ...message, trace })) });
    for await (const [first] of openEpochLog(store, { sequencerKey }).follow({ signal: signal() })) {
      expect(first?.trace).toEqual([trace]);
      break;
    }
  });
});

describe('the opening record', () => {
  test('is read from the first commit, and waited for', async () => {
    const store = new MemoryLogStore(network.name, EPOCH);
    const log = openEpochLog(store, { sequencerKey });
    const waiting = waitForEpochLog(log, { signal: signal(), pollMs: 5 });
    await store.create();
    await expect(readEpochOpened(log, signal())).rejects.toMatchObject({ code: 'STREAM_EMPTY' });
    for (const commit of chainCommits(network, EPOCH, COMMITS)) await store.append(commit);
    expect(await waiting).toEqual(network.opened(EPOCH));
    expect(await log.head()).toMatchObject({ sequence: 8, round: 6 });
  });
});

describe('verifying a log', () => {
  test('an ended and sealed epoch has no problems', async () => {
    const store = await storeWith();
    expect(await verify(store)).toMatchObject({ problems: [{ code: 'NOT_SEALED' }] });
    await store.seal();
    expect(await verify(store)).toMatchObject({ sealed: true, ended: true, problems: [], head: { round: 6 } });
  });

  test('an absent stream is a problem', async () => {
    expect(await verify(new MemoryLogStore(network.name, 9))).toMatchObject({ problems: [{ code: 'STREAM_MISSING' }] });
  });

  test('a message that readers drop is named', async () => {
    const stranger = { ...alice, name: network.member(1).name };
    const forged = network.message(stranger, EPOCH, announcement(stranger.name, EPOCH, 3));
    const store = await storeWith([COMMITS[0]!, { round: 2, timestampMs: 2_000, messages: [forged] }]);
    expect(await verify(store)).toMatchObject({
      problemCount: 1,
      problems: [{ code: 'MESSAGE_DROPPED', sequence: 3 }],
    });
  });
});
