import { expect, test } from 'vitest';
import { type EpochLog, openEpochLog, readEpochOpened } from './epoch-log.ts';
import { copyLog } from './log-copy.ts';
import { MemoryLogStore } from './memory/store.ts';
import { StopError } from './stop.ts';
import { chainCommits, TestNetwork } from './testing/index.ts';

const EPOCH = 5;
const network = new TestNetwork('unit');
const { sequencerKey } = network;
const opening = network.sequencerMessage(EPOCH, { kind: 'epoch_opened', record: network.opened(EPOCH) });
const ending = network.sequencerMessage(EPOCH, { kind: 'epoch_ended', record: { epoch: EPOCH } });
const APPENDS = chainCommits(network, EPOCH, [
  { round: 1, timestampMs: 1_000, messages: [opening] },
  { round: 2, timestampMs: 1_100, messages: [] },
  { round: 5, timestampMs: 1_500, messages: [] },
  { round: 6, timestampMs: 1_600, messages: [ending] },
]);
const signal = () => AbortSignal.timeout(5_000);

async function storeWith(commits: number): Promise<MemoryLogStore> {
  const store = new MemoryLogStore(network.name, EPOCH);
  await store.create();
  for (const append of APPENDS.slice(0, commits)) await store.append(append);
  return store;
}

async function rounds(log: EpochLog, batch?: number): Promise<number[][]> {
  const found: number[][] = [];
  for await (const commits of log.follow({ signal: signal(), ...(batch ? { batch } : {}) }))
    found.push(commits.map(({ round }) => round));
  return found;
}

test('a copy of an ended log gives what the log gives, again and again, without asking it', async () => {
  const store = await storeWith(4);
  const log = openEpochLog(store, { sequencerKey });
  const copy = await copyLog(log, signal());
  expect([await copy.head(), await copy.created()]).toEqual([await log.head(), await log.created()]);
  store.records = () => {
    throw new Error('asked again');
  };
  expect(await rounds(copy, 3)).toEqual([[1, 2, 5], [6]]);
  expect(await rounds(copy)).toEqual([[1, 2, 5, 6]]);
  expect(await readEpochOpened(copy, signal())).toEqual(network.opened(EPOCH));
});

test('a copy of an open log ends where the log did, and one without a commit is empty', async () => {
  const store = await storeWith(2);
  const copy = await copyLog(openEpochLog(store, { sequencerKey }), signal());
  for (const append of APPENDS.slice(2)) await store.append(append);
  expect(await rounds(copy)).toEqual([[1, 2]]);
  const empty = await copyLog(openEpochLog(await storeWith(0), { sequencerKey }), signal());
  expect([await empty.head(), await rounds(empty)]).toEqual([null, []]);
});

test('what does not verify is not copied', async () => {
  const store = await storeWith(1);
  const { lastSequence } = (await store.describe())!;
  const afterAHole = { ...APPENDS[2]!, expectedLastSequence: lastSequence };
  expect(await store.append(afterAHole)).toMatchObject({ outcome: 'appended' });
  await expect(copyLog(openEpochLog(store, { sequencerKey }), signal())).rejects.toThrow(StopError);
});
