import { type LogStore, MemoryLogStore } from '@baton/log';
import { announcement, TestNetwork } from '@baton/log/testing';
import { until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SequencerBench } from './testing/bench.ts';
import { ScriptedChain } from './testing/harness.ts';

let bench: SequencerBench;

beforeEach(() => {
  bench = new SequencerBench();
});

afterEach(() => bench.stop());

describe('an epoch', () => {
  test('is opened by a record of the chain, and empty commits tick its clock', async () => {
    const log = await bench.active();
    expect(log.ledger?.opened).toMatchObject({
      epoch: 1,
      committee: bench.network.committee(1),
      priorAttestationDigest: null,
    });
    await until(() => (log.ledger?.round ?? 0) > 5, { what: 'ticks' });
    expect(await bench.verify(1)).toMatchObject({ messages: 1, problems: [] });
  });

  test('an admitted message is sequenced once, and told where it stands', async () => {
    const log = await bench.active();
    const body = announcement(bench.alice.name, 1, 7);
    const outcome = bench.submit(log, body);
    expect(outcome).toMatchObject({ outcome: 'accepted' });
    expect(bench.submit(log, body)).toMatchObject({ code: 'DUPLICATE' });
    const result = outcome.outcome === 'accepted' ? await outcome.result : null;
    expect(result).toMatchObject({ outcome: 'sequenced', epoch: 1 });
    const where = outcome.outcome === 'accepted' ? log.findKey(outcome.keyDigest) : undefined;
    expect(result).toMatchObject({ ...where });
    expect(bench.submit(log, body)).toMatchObject({ code: 'DUPLICATE', sequencedAt: where });
    expect(await bench.verify(1)).toMatchObject({ messages: 2 });
  });

  test('an author who has had its share of the epoch is refused, the others are not', async () => {
    const log = await bench.active({ settings: { epochMessagesMax: 8 } });
    const [alice, bob] = [bench.alice, bench.network.member(1)];
    for (const time of [1, 2]) await bench.sequenced(log, announcement(alice.name, 1, time));
    expect(bench.submit(log, announcement(alice.name, 1, 3))).toMatchObject({ code: 'RATE_LIMITED', fault: 'author' });
    expect(bench.submit(log, announcement(alice.name, 1, 1))).toMatchObject({ code: 'DUPLICATE' });
    expect(await bench.sequenced(log, announcement(bob.name, 1, 1), bob)).toMatchObject({ outcome: 'sequenced' });
    const second = await bench.active({ settings: { epochMessagesMax: 8, takeoverMs: 1 } });
    expect(bench.submit(second, announcement(alice.name, 1, 3))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('a full commit does not wait for the clock', async () => {
    const log = await bench.active({ settings: { commitIntervalMs: 60_000, takeoverMs: 600_000 } });
    const outcomes = Array.from({ length: 999 }, (_, index) =>
      bench.submit(log, announcement(bench.alice.name, 1, index + 1)),
    );
    const last = outcomes.at(-1);
    expect(last?.outcome === 'accepted' && (await last.result)).toMatchObject({ round: 3, sequence: 1_003 });
  });

  test('the next committee is recorded as soon as the chain names it, once', async () => {
    const log = await bench.active();
    bench.chain.nameNextCommittee();
    await until(() => log.ledger?.nextCommittee, { what: 'the record' });
    expect(log.ledger?.nextCommittee?.members).toEqual(bench.network.committee(2).members);
    const round = log.ledger?.round ?? 0;
    await until(() => (log.ledger?.round ?? 0) > round + 3, { what: 'ticks' });
    expect(await bench.verify(1)).toMatchObject({ messages: 2 });
  });

  test('after the close nothing more is admitted; the next epoch takes over the certificate', async () => {
    const log = await bench.active();
    await bench.closeEpoch(log);
    expect(bench.submit(log, announcement(bench.alice.name, 1, 9))).toMatchObject({ code: 'EPOCH_CLOSED' });
    bench.chain.advance();
    await until(() => log.ledger?.epoch === 2 && log.role === 'active', { what: 'epoch 2' });
    expect(await bench.verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    expect(log.ledger?.opened).toMatchObject({ epoch: 2, previousProtocolVersion: 4 });
    expect(log.ledger?.opened?.priorAttestationDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(bench.submit(log, announcement(bench.alice.name, 1, 9))).toMatchObject({ code: 'WRONG_EPOCH' });
    expect(await bench.sequenced(log, announcement(bench.alice.name, 2, 9), bench.alice, 2)).toMatchObject({
      epoch: 2,
    });
  });

  test('what waits when the queue is full, or comes too fast, is refused', async () => {
    const log = await bench.active({
      settings: { commitIntervalMs: 60_000, takeoverMs: 600_000, pendingMax: 2, rateLimit: { burst: 3, perSecond: 0 } },
    });
    const codes = [1, 2, 3, 4].map((time) => bench.submit(log, announcement(bench.alice.name, 1, time)));
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
    const before = await bench.active();
    const body = announcement(bench.alice.name, 1, 7);
    const first = await bench.sequenced(before, body);
    await bench.running[0]?.stop();
    const after = await bench.active();
    expect(bench.submit(after, body)).toMatchObject({
      code: 'DUPLICATE',
      sequencedAt: { round: (first as { round: number }).round },
    });
    await bench.sequenced(after, announcement(bench.alice.name, 1, 8));
    expect(await bench.verify(1)).toMatchObject({ messages: 3, problems: [] });
  });

  test('opens a stream that was created and left empty', async () => {
    await bench.storeOf(1).create();
    await bench.active();
    expect(await bench.verify(1)).toMatchObject({ messages: 1, problems: [] });
  });

  test('skips the prefix of a torn batch', async () => {
    await bench.storeOf(1).create();
    bench.storeOf(1).appendStray(bench.network.message(bench.alice, 1, announcement(bench.alice.name, 1, 5)));
    const log = await bench.active();
    await bench.sequenced(log, announcement(bench.alice.name, 1, 5));
    expect(await bench.verify(1)).toMatchObject({ messages: 2, strays: 1, problems: [] });
  });

  test('ends and seals an epoch that the chain left while it was away', async () => {
    const log = await bench.active();
    await bench.closeEpoch(log);
    await bench.running[0]?.stop();
    bench.chain.advance();
    const next = await bench.active();
    await until(() => next.ledger?.epoch === 2, { what: 'epoch 2' });
    await until(() => next.role === 'active', { what: 'commits' });
    expect(await bench.verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
    expect(next.ledger?.opened?.priorAttestationDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('seals an epoch that had ended, and one that was never opened', async () => {
    class Unsealable extends MemoryLogStore {
      override seal = async () => {
        throw new Error('killed before the seal');
      };
    }
    await bench.storeOf(1).create();
    bench.stores.set(2, new Unsealable(bench.network.name, 2));
    bench.chain = new ScriptedChain(bench.network, 2);
    const first = bench.start();
    await until(() => first.log.ledger?.epoch === 2 && first.log.role === 'active', { what: 'epoch 2' });
    expect(await bench.storeOf(1).describe()).toMatchObject({ sealed: true, lastSequence: 0 });
    bench.chain.advance();
    await expect(first.finished).rejects.toThrow('killed before the seal');
    expect(await bench.verify(2)).toMatchObject({ ended: true, sealed: false });
    Reflect.deleteProperty(bench.storeOf(2), 'seal');
    const second = bench.start();
    await until(() => second.log.ledger?.epoch === 3 && second.log.role === 'active', { what: 'epoch 3' });
    expect(await bench.verify(2)).toMatchObject({ ended: true, sealed: true, problems: [] });
  });

  test('stops when the opened epoch contradicts the chain', async () => {
    await bench.active();
    await bench.running[0]?.stop();
    bench.chain.show({ committee: new TestNetwork('engine', 3).committee(1) });
    await expect(bench.start().finished).rejects.toMatchObject({
      code: 'EPOCH_CONTEXT_MISMATCH',
      details: { field: 'committee' },
    });
  });
});

describe('two sequencers', () => {
  test('one commits, the other follows and takes over when it dies', async () => {
    const first = await bench.active();
    const standby = bench.start().log;
    await until(() => (standby.ledger?.round ?? 0) > 3, { what: 'the standby to follow' });
    expect(standby.role).toBe('standby');
    expect(bench.submit(standby, announcement(bench.alice.name, 1, 1))).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    const body = announcement(bench.alice.name, 1, 2);
    await bench.sequenced(first, body);
    await bench.running[0]?.stop();
    await until(() => standby.role === 'active', { what: 'the take-over' });
    expect(bench.submit(standby, body)).toMatchObject({ code: 'DUPLICATE', sequencedAt: { epoch: 1 } });
    await bench.sequenced(standby, announcement(bench.alice.name, 1, 3));
    expect(await bench.verify(1)).toMatchObject({ messages: 3, problems: [] });
  });

  test('the loser of a race answers what it had admitted and follows', async () => {
    const log = await bench.active({ settings: { commitIntervalMs: 200, takeoverMs: 10_000 } });
    const outcome = bench.submit(log, announcement(bench.alice.name, 1, 1));
    await bench.active({ settings: { takeoverMs: 0, commitIntervalMs: 1 } });
    const result = outcome.outcome === 'accepted' ? await outcome.result : null;
    expect(result).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(log.role).toBe('standby');
    expect(await bench.verify(1)).toMatchObject({ messages: 1, problems: [] });
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
    const store = new Forgetful(bench.network.name, 1);
    bench.stores.set(1, store);
    const log = await bench.active();
    store.forget = 1;
    expect(await bench.sequenced(log, announcement(bench.alice.name, 1, 4))).toMatchObject({ outcome: 'sequenced' });
    expect(log.role).toBe('active');
    expect(await bench.verify(1)).toMatchObject({ messages: 2, problems: [] });
  });
});
