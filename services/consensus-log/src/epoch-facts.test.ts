import { setImmediate } from 'node:timers/promises';
import { announcement, endOfPublish, type TestMember } from '@baton/log/testing';
import { type BlsSignature, blake2b256, objectId } from '@baton/protocol';
import { until } from '@baton/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SequencerBench } from './testing/bench.ts';

let bench: SequencerBench;

beforeEach(() => {
  bench = new SequencerBench();
});

afterEach(() => bench.stop());

const someDigest = blake2b256(Uint8Array.of(1));

function resultsOf({ name }: TestMember) {
  const sessionId = objectId(`0x${someDigest}`);
  const outputs = [{ sessionId, sequenceNumber: 1, digest: someDigest, rejected: false }];
  return { authority: name, epoch: 1, batch: 0, outputs };
}

function closingSignature({ name }: TestMember) {
  const checkpoint = { epoch: 1, sequenceNumber: 1, contentsDigest: someDigest };
  return { checkpoint, authority: name, signature: 'b5'.repeat(96) as BlsSignature };
}

describe('an epoch', () => {
  test('after the close signatures of the closing checkpoints still enter, until the stream ends', async () => {
    const log = await bench.active();
    const session = { kind: 'user_session_outputs', results: resultsOf(bench.alice) } as const;
    expect(await bench.sequenced(log, session)).toMatchObject({ outcome: 'sequenced' });
    const waiting = bench.submit(log, {
      kind: 'user_session_outputs',
      results: { ...resultsOf(bench.alice), batch: 1 },
    });
    expect(waiting.outcome).toBe('accepted');
    await bench.closeEpoch(log);
    const late = { kind: 'user_session_outputs', results: { ...resultsOf(bench.alice), batch: 2 } } as const;
    expect(bench.submit(log, late)).toMatchObject({ code: 'EPOCH_CLOSED' });
    for (const kind of ['dwallet_checkpoint_signature', 'system_checkpoint_signature'] as const) {
      for (const member of bench.network.members) {
        const body = { kind, checkpointSignature: closingSignature(member) };
        expect(await bench.sequenced(log, body, member)).toMatchObject({ outcome: 'sequenced' });
      }
    }
    await bench.advance(log, 2);
    expect(await bench.verify(1)).toMatchObject({ ended: true, sealed: true, problems: [] });
  });

  test('has no commit before it begins on the chain', async () => {
    bench.chain.show({ epochStartMs: Date.now() + 3_600_000 });
    const { log } = bench.start();
    await until(() => log.ledger !== null, { what: 'the epoch to be known' });
    // Longer than an opening takes: an epoch that was opened too early has the numbers of the chain before.
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    bench.chain.show({ epochStartMs: Date.now(), lastCheckpoint: { system: 6, coordinator: 41 } });
    await until(() => log.role === 'active', { what: 'the epoch to be open' });
    expect(log.ledger?.opened).toMatchObject({ lastDwalletCheckpoint: 41 });
  });

  test("takes its checkpoints' first numbers from the chain", async () => {
    bench.chain.show({ lastCheckpoint: { system: 6, coordinator: 41 } });
    const log = await bench.active();
    expect(log.ledger?.opened).toMatchObject({ lastDwalletCheckpoint: 41, lastSystemCheckpoint: 6 });
    await bench.running[0]?.stop();
    bench.chain.show({ lastCheckpoint: { system: 6, coordinator: 44 } });
    const again = await bench.active();
    expect(again.ledger?.opened).toMatchObject({ lastDwalletCheckpoint: 41 });
  });

  test('refuses a next committee that is not safe, says so once, and records a safe one', async () => {
    const refused: string[] = [];
    const log = await bench.active({ observer: { committeeRefused: (_, error) => refused.push(error.code) } });
    bench.chain.show({ nextCommittee: { ...bench.network.committee(2), quorumThreshold: 2 } });
    await until(() => refused.length > 0, { what: 'the refusal' });
    const round = log.ledger?.round ?? 0;
    await until(() => (log.ledger?.round ?? 0) > round + 3, { what: 'ticks' });
    expect(refused).toEqual(['COMMITTEE_UNSAFE']);
    expect(log.ledger?.nextCommittee).toBeNull();
    bench.chain.nameNextCommittee();
    await until(() => log.ledger?.nextCommittee, { what: 'the record' });
  });

  test('does not open an epoch whose committee is not safe', async () => {
    bench.chain.show({ committee: { ...bench.network.committee(1), quorumThreshold: 2 } });
    await expect(bench.start().finished).rejects.toMatchObject({ code: 'COMMITTEE_UNSAFE' });
    expect(await bench.storeOf(1).describe()).toMatchObject({ lastSequence: 0 });
  });

  test('of version 3 hears the old votes alone, closes with the quorum, and makes way for version 4', async () => {
    bench.chain.show({ protocolVersion: 3 });
    const log = await bench.active();
    for (const body of [announcement(bench.alice.name, 1, 1), endOfPublish(bench.alice, 1)]) {
      expect(bench.submit(log, body)).toMatchObject({ code: 'KIND_NOT_ADMITTED' });
    }
    for (const member of bench.network.members.slice(0, 3)) {
      await bench.sequenced(log, { kind: 'end_of_publish', authority: member.name }, member);
    }
    expect(log.ledger?.closed).toBe(true);
    await bench.advance(log, 2);
    expect(log.ledger?.opened).toMatchObject({
      previousProtocolVersion: 3,
      priorAttestationDigest: null,
      configuration: { version: 4 },
    });
    expect(bench.submit(log, { kind: 'end_of_publish', authority: bench.alice.name }, bench.alice, 2)).toMatchObject({
      code: 'KIND_NOT_ADMITTED',
    });
  });
});
