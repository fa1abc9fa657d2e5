import type { DWalletCheckpointMessageKind } from '@baton/protocol';
import type { OpenUserSession } from '@baton/sui-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainFixture, chainFixture } from './testing/index.ts';

let chain: ChainFixture;
beforeEach(async () => {
  chain = await chainFixture({ genesis: { networkKeys: 0 } });
});
afterEach(() => chain.devchain.close());

const done = expect.objectContaining({ kind: 'success' });
let batch = 0;
const request = (count: number) => chain.submit({ kind: 'request_user_sessions', count, batch: String(batch++) });
const result = ({ sequenceNumber, sessionId }: OpenUserSession): DWalletCheckpointMessageKind => ({
  kind: 'respond_sign',
  dwalletId: sessionId,
  signId: sessionId,
  signature: new Uint8Array(),
  isFutureSign: false,
  rejected: false,
  sessionSequenceNumber: sequenceNumber,
});
const complete = async (from: number, to: number) => {
  const { openUserSessions } = await chain.read();
  const sessions = openUserSessions.filter(({ sequenceNumber }) => sequenceNumber >= from && sequenceNumber <= to);
  return chain.checkpoint('dwallet', sessions.map(result));
};

describe('user sessions', () => {
  it('are numbered from 1, listed until they are completed, and move the target', async () => {
    expect(await request(3)).toEqual(done);
    const first = await chain.read();
    expect(first.openUserSessions.map((session) => session.sequenceNumber)).toEqual([1, 2, 3]);
    expect(new Set(first.openUserSessions.map((session) => session.sessionId)).size).toBe(3);
    expect(first.userSessions).toMatchObject({ started: 3, completed: 0, target: 3, nextSequenceNumber: 4 });
    expect(await complete(2, 2)).toEqual(done);
    const second = await chain.read();
    expect(second.openUserSessions.map((session) => session.sequenceNumber)).toEqual([1, 3]);
    expect(second.openUserSessions[0]).toEqual(first.openUserSessions[0]);
    expect(second.userSessions).toMatchObject({ completed: 1, target: 3 });
    const missing = expect.objectContaining({ kind: 'move_abort', module: 'dynamic_field', code: 1 });
    expect(await chain.checkpoint('dwallet', [result(first.openUserSessions[1]!)])).toEqual(missing);
  });

  it('are found up to the target, however many wait beyond it', async () => {
    await request(1_000);
    await request(60);
    const { openUserSessions, userSessions } = await chain.read();
    expect(openUserSessions).toHaveLength(100);
    expect(openUserSessions.at(-1)?.sequenceNumber).toBe(100);
    expect(userSessions).toMatchObject({ target: 100, nextSequenceNumber: 1_061 });
    await complete(1, 30);
    const numbers = (await chain.read()).openUserSessions.map(({ sequenceNumber }) => sequenceNumber);
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([100, 31, 130]);
  });

  it('stop the advance at the locked target: less aborts, more can never be repaired', async () => {
    await request(101);
    chain.time.ms += 10_000;
    await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    await chain.submit({ kind: 'lock_epoch_sessions' });
    expect((await chain.read()).userSessions.target).toBe(100);
    const held = expect.objectContaining({ kind: 'move_abort', code: 6, module: 'sessions_manager' });
    await complete(1, 99);
    await chain.checkpoint('dwallet', [{ kind: 'end_of_publish' }]);
    await chain.checkpoint('system', [{ kind: 'end_of_publish' }]);
    expect(await chain.submit({ kind: 'advance_epoch' })).toEqual(held);
    const [last] = (await chain.read()).openUserSessions;
    const beyond = { sequenceNumber: 101, sessionId: last!.sessionId };
    await chain.checkpoint('dwallet', [result(last!), result(beyond)]);
    expect((await chain.read()).userSessions).toMatchObject({ completed: 101, target: 100 });
    expect(await chain.submit({ kind: 'advance_epoch' })).toEqual(held);
  });

  it('beyond the target wait for the next epoch, whose target takes them up', async () => {
    await request(101);
    chain.time.ms += 10_000;
    await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    await chain.submit({ kind: 'lock_epoch_sessions' });
    await request(2);
    await complete(1, 100);
    await chain.checkpoint('dwallet', [{ kind: 'end_of_publish' }]);
    await chain.checkpoint('system', [{ kind: 'end_of_publish' }]);
    expect(await chain.submit({ kind: 'advance_epoch' })).toEqual(done);
    expect(await chain.read()).toMatchObject({
      epoch: 2,
      locked: false,
      userSessions: { completed: 100, target: 103 },
      openUserSessions: [{ sequenceNumber: 101 }, { sequenceNumber: 102 }, { sequenceNumber: 103 }],
    });
  });
});
