import { objectId, type UserSessionOutput } from '@baton/protocol';
import { createTelemetry } from '@baton/telemetry';
import { expect, it } from 'vitest';
import type { EngineInterface, UserSessionsView } from './engine-client.ts';
import { sessionMetrics } from './metrics.ts';
import { UserSessions } from './user-sessions.ts';

const EPOCH = 2;
const signal = new AbortController().signal;
const open = [1, 2, 3].map((sequenceNumber) => ({
  sequenceNumber,
  sessionId: objectId(`0x${sequenceNumber.toString(16).padStart(64, '0')}`),
}));

it('leaves out the result of a completed session alone, and says so', async () => {
  const seen: UserSessionsView = {
    epoch: EPOCH,
    version: '1',
    locked: false,
    target: 3,
    completed: 0,
    nextSequenceNumber: 4,
    open,
  };
  const sent: number[][] = [];
  const answers = [{ sequenced: false }, { sequenced: true }];
  const counted: Record<string, number> = {};
  const engine = {
    userSessions: async () => seen,
    submitUserSessionOutputs: async (_: number, outputs: UserSessionOutput[]) => {
      sent.push(outputs.map(({ sequenceNumber }) => sequenceNumber));
      return answers.shift();
    },
  } as unknown as EngineInterface;
  const sessions = new UserSessions({
    network: 'test',
    engine,
    computeDelayMs: 0,
    keyed: () => true,
    metrics: {
      ...sessionMetrics(createTelemetry('test')),
      outputs: (result, count) => {
        counted[result] = (counted[result] ?? 0) + count;
      },
    },
    logger: { debug: () => undefined } as never,
  });
  await sessions.turn(EPOCH, signal);
  seen.open = open.slice(1);
  await sessions.turn(EPOCH, signal);
  expect(sent).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
  expect(counted).toEqual({ stale: 1, submitted: 2 });
  expect(sessions.list().map(({ sequenceNumber, phase }) => [sequenceNumber, phase])).toEqual([
    [2, 'submitted'],
    [3, 'submitted'],
  ]);
});
