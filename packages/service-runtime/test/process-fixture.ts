/** A service whose end its configuration decides; started as a process by process.test.ts. */
import { StopError } from '@baton/log';
import { Type } from 'typebox';
import { defineService, runService } from '../src/index.ts';

const config = Type.Object({ behaviour: Type.Enum(['run', 'stop', 'fail', 'hang']) });

const ends = {
  run: () => new Promise<Error>(() => undefined),
  hang: () => new Promise<Error>(() => undefined),
  stop: () => Promise.resolve(new StopError('LOG_GAP', 'hole at 7')),
  fail: () => Promise.reject(new Error('out of order')),
};

await runService(
  defineService({
    name: 'barrier',
    config,
    start: async ({ config: { behaviour } }) => ({
      routes: async () => undefined,
      readiness: () => ({ ready: true }),
      status: () => ({}),
      failed: ends[behaviour](),
      close: () => (behaviour === 'hang' ? new Promise<void>(() => undefined) : Promise.resolve()),
    }),
  }),
);
