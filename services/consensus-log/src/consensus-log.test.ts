import { type LogStore, MemoryLogStore, verifyEpochLog } from '@baton/log';
import { announcement, endOfPublish, TestNetwork } from '@baton/log/testing';
import type { ConsensusTransactionKind, Epoch } from '@baton/protocol';
import { until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsensusLog } from './consensus-log.ts';
import { type Running, ScriptedChain, startSequencer } from './testing/harness.ts';

const network = new TestNetwork('engine');
const alice = network.member(0);

let stores: Map<Epoch, MemoryLogStore>;
let chain: ScriptedChain;
let running: Running[];

beforeEach(() => {
  stores = new Map();
  chain = new ScriptedChain(network, 1);
  running = [];
});

afterEach(async () => {
  await Promise.allSettled(running.map(({ stop }) => stop()));
});

function storeOf(epoch: Epoch): MemoryLogStore {
  const store = stores.get(epoch) ?? new MemoryLogStore(network.name, epoch);
  stores.set(epoch, store);
  return store;
}

function start(options: Partial<Parameters<typeof startSequencer>[0]> = {}): Running {
  const sequencer = startSequencer({ network, chain, openStore: storeOf, ...options });
  running.push(sequencer);
  return sequencer;
}

async function active(options: Parameters<typeof start>[0] = {}): Promise<ConsensusLog> {
  const { log, finished } = start(options);
  const fails = finished.then(() => Promise.reject(new Error('the sequencer has stopped')));
  await until(() => log.role === 'active', { what: 'the sequencer to commit', fails });
  return log;
}

function submit(log: ConsensusLog, body: ConsensusTransactionKind, member = alice, epoch = 1) {
  return log.submit(network.message(member, epoch, body), {});
}

async function sequenced(log: ConsensusLog, body: ConsensusTransactionKind, member = alice, epoch = 1) {
  const outcome = submit(log, body, member, epoch);
  if (outcome.outcome === 'rejected') throw new Error(`${outcome.code}: ${outcome.detail}`);
  return await outcome.result;
}

async function closeEpoch(log: ConsensusLog, epoch = 1): Promise<void> {
  for (const member of network.members) await sequenced(log, endOfPublish(member, epoch), member, epoch);
  await until(() => log.ledger?.closed, { what: 'the close' });
}

const verify = (epoch: Epoch) =>
  verifyEpochLog(storeOf(epoch), { sequencerKey: network.sequencerKey, signal: AbortSignal.timeout(5_000) });

describe('an epoch', () => {
  test('is opened by a record of the chain, and empty commits tick its clock', async () => {
    const log = await active();
    expect(log.ledger?.opened).toMatchObject({
      epoch: 1,
      committee: network.committee(1),
      priorAttestationDigest: null,
    });
    await until(() => (log.ledger?.round ?? 0) > 5, { what: 'ticks' });
    expect(await verify(1)).toMatchObject({ messages: 1, problems: [] });
  });

  test('an admitted message is sequenced once, and told where it stands', async () => {
    const log = await active();
    const body = announcement(alice.name, 1, 7);
    const outcome = submit(log, body);
    expect(outcome).toMatchObject({ outcome: 'accepted' });
    expect(submit(log, body)).toMatchObject({ code: 'DUPLICATE' });
    const result = outcome.outcome === 'accepted' ? await outcome.result : null;
    expect(result).toMatchObject({ outcome: 'sequenced', epoch: 1 });
    const where = outcome.outcome === 'accepted' ? log.findKey(outcome.keyDigest) : undefined;
    expect(result).toMatchObject({ ...where });
    expect(submit(log, body)).toMatchObject({ code: 'DUPLICATE', sequencedAt: where });
    expect(await verify(1)).toMatchObject({ messages: 2 });
  });

  test('a full commit does not wait for the clock', async () => {
    const log = await active({ settings: { commitIntervalMs: 60_000, takeoverMs: 600_000 } });
    const outcomes = Array.from({ length: 999 }, (_, index) => submit(log, announcement(alice.name, 1, index + 1)));
    const last = outcomes.at(-1);
    expect(last?.outcome === 'accepted' && (await last.result)).toMatchObject({ round: 3, sequence: 1_003 });
  });

  test('the next committee is recorded as soon as the chain names it, once', async () => {
    const log = await active();
    chain.nameNextCommittee();
    await until(() => log.ledger?.nextCommittee, { what: 'the record' });
    expect(log.ledger?.nextCommittee?.members).toEqual(network.committee(2).members);
    const round = log.ledger?.round ?? 0;
    await until(() => (log.ledger?.round ?? 0) > round + 3, { what: 'ticks' });
    expect(await verify(1)).toMatchObject({ messages: 2 });
  });

  test('after the close nothing more is admitted; the next epoch takes over the certificate', async () => {
    const log = await active();
    await closeEpoch(log);
    expect(submit(log, announcement(alice.name, 1, 9))).toMatchObject({ code: 'EPOCH_CLOSED' });
    chain.advance();
    await until(() => log.ledger?.epoch === 2 && log.role === 'active', { what: 'epoch 2' });
    expect(await verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    expect(log.ledger?.opened).toMatchObject({ epoch: 2, previousProtocolVersion: 4 });
    expect(log.ledger?.opened?.priorAttestationDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(submit(log, announcement(alice.name, 1, 9))).toMatchObject({ code: 'WRONG_EPOCH' });
    expect(await sequenced(log, announcement(alice.name, 2, 9), alice, 2)).toMatchObject({ epoch: 2 });
  });

  test('what waits when the queue is full, or comes too fast, is refused', async () => {
    const log = await active({
      settings: { commitIntervalMs: 60_000, takeoverMs: 600_000, pendingMax: 2, rateLimit: { burst: 3, perSecond: 0 } },
    });
    const codes = [1, 2, 3, 4].map((time) => submit(log, announcement(alice.name, 1, time)));
    expect(codes.map((outcome) => (outcome.outcome === 'rejected' ? outcome.code : 'ok'))).toEqual([
      'ok',
      'ok',
      'LOG_UNAVAILABLE',
      'RATE_LIMITED',
    ]);
  });
});

describe('a sequencer that starts again', () => {
  test('knows what was sequenced and goes on behind the head', async () => {
    const before = await active();
    const body = announcement(alice.name, 1, 7);
    const first = await sequenced(before, body);
    await running[0]?.stop();
    const after = await active();
    expect(submit(after, body)).toMatchObject({
      code: 'DUPLICATE',
      sequencedAt: { round: (first as { round: number }).round },
    });
    await sequenced(after, announcement(alice.name, 1, 8));
    expect(await verify(1)).toMatchObject({ messages: 3, problems: [] });
  });

  test('opens a stream that was created and left empty', async () => {
    await storeOf(1).create();
    await active();
    expect(await verify(1)).toMatchObject({ messages: 1, problems: [] });
  });

  test('skips the prefix of a torn batch', async () => {
    await storeOf(1).create();
    storeOf(1).appendStray(network.message(alice, 1, announcement(alice.name, 1, 5)));
    const log = await active();
    await sequenced(log, announcement(alice.name, 1, 5));
    expect(await verify(1)).toMatchObject({ messages: 2, strays: 1, problems: [] });
  });

  test('ends and seals an epoch that the chain left while it was away', async () => {
    const log = await active();
    await closeEpoch(log);
    await running[0]?.stop();
    chain.advance();
    const next = await active();
    await until(() => next.ledger?.epoch === 2, { what: 'epoch 2' });
    await until(() => next.role === 'active', { what: 'commits' });
    expect(await verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    expect(next.ledger?.opened?.priorAttestationDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('seals an epoch that had ended, and one that was never opened', async () => {
    class Unsealable extends MemoryLogStore {
      override seal = async () => {
        throw new Error('killed before the seal');
      };
    }
    await storeOf(1).create();
    stores.set(2, new Unsealable(network.name, 2));
    chain = new ScriptedChain(network, 2);
    const first = start();
    await until(() => first.log.ledger?.epoch === 2 && first.log.role === 'active', { what: 'epoch 2' });
    expect(await storeOf(1).describe()).toMatchObject({ sealed: true, lastSequence: 0 });
    chain.advance();
    await expect(first.finished).rejects.toThrow('killed before the seal');
    expect(await verify(2)).toMatchObject({ ended: true, sealed: false });
    Reflect.deleteProperty(storeOf(2), 'seal');
    const second = start();
    await until(() => second.log.ledger?.epoch === 3 && second.log.role === 'active', { what: 'epoch 3' });
    expect(await verify(2)).toMatchObject({ ended: true, sealed: true, problems: [] });
  });

  test('stops when the opened epoch contradicts the chain', async () => {
    await active();
    await running[0]?.stop();
    chain.show({ committee: new TestNetwork('engine', 3).committee(1) });
    await expect(start().finished).rejects.toMatchObject({
      code: 'EPOCH_CONTEXT_MISMATCH',
      details: { field: 'committee' },
    });
  });
});

describe('two sequencers', () => {
  test('one commits, the other follows and takes over when it dies', async () => {
    const first = await active();
    const standby = start().log;
    await until(() => (standby.ledger?.round ?? 0) > 3, { what: 'the standby to follow' });
    expect(standby.role).toBe('standby');
    expect(submit(standby, announcement(alice.name, 1, 1))).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    const body = announcement(alice.name, 1, 2);
    await sequenced(first, body);
    await running[0]?.stop();
    await until(() => standby.role === 'active', { what: 'the take-over' });
    expect(submit(standby, body)).toMatchObject({ code: 'DUPLICATE', sequencedAt: { epoch: 1 } });
    await sequenced(standby, announcement(alice.name, 1, 3));
    expect(await verify(1)).toMatchObject({ messages: 3, problems: [] });
  });

  test('the loser of a race answers what it had admitted and follows', async () => {
    const log = await active({ settings: { commitIntervalMs: 200, takeoverMs: 10_000 } });
    const outcome = submit(log, announcement(alice.name, 1, 1));
    await active({ settings: { takeoverMs: 0, commitIntervalMs: 1 } });
    const result = outcome.outcome === 'accepted' ? await outcome.result : null;
    expect(result).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(log.role).toBe('standby');
    expect(await verify(1)).toMatchObject({ messages: 1, problems: [] });
  });

  test('an append of unknown fate is looked up, not repeated', async () => {
    class Forgetful extends MemoryLogStore {
      forget = 0;
      override async append(commit: Parameters<LogStore['append']>[0]) {
        const outcome = await super.append(commit);
        if (commit.messages.length === 0 || this.forget-- <= 0) return outcome;
        return { outcome: 'not-appended', reason: 'the answer was lost', cause: undefined } as const;
      }
    }
    const store = new Forgetful(network.name, 1);
    stores.set(1, store);
    const log = await active();
    store.forget = 1;
    expect(await sequenced(log, announcement(alice.name, 1, 4))).toMatchObject({ outcome: 'sequenced' });
    expect(log.role).toBe('active');
    expect(await verify(1)).toMatchObject({ messages: 2, problems: [] });
  });
});
