import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './harness.ts';
import { pagesOf } from './site.ts';

/** What every page keeps to on a machine that does nothing else: asked for by name. Elsewhere only what is far off fails. */
const LOAD_MS_MAX = process.env.BATON_TIMED === '1' ? 1_000 : 3_000;
/** The best of some tries: what the page costs, not what else the machine does. At least three, to have a number. */
const TRIES_MIN = 3;
const TRIES_MAX = 12;
const NAMES = pagesOf({ lastCompleteEpoch: 1, excluded: {} }).map(({ name }) => name);

describe('20 epochs of 32 validators, with nothing cached', () => {
  let running: RunningConsole;
  const measured: Record<string, number> = {};
  beforeAll(async () => {
    running = await startConsole();
    // The first answers warm the services up, as they are in a node that runs.
    for (const { path, shown } of pagesOf(running.history)) await running.loadTime(path, shown);
  });
  afterAll(async () => {
    process.stdout.write(`console pages, ms until shown: ${JSON.stringify(measured)}\n`);
    await running?.close();
  });

  it.each(NAMES)(`show %s in under ${LOAD_MS_MAX} ms`, async (name) => {
    const { path, shown } = pagesOf(running.history).find((one) => one.name === name)!;
    let best = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < TRIES_MIN || (tries < TRIES_MAX && best >= LOAD_MS_MAX); tries += 1)
      best = Math.min(best, await running.loadTime(path, shown));
    measured[name] = Math.round(best);
    expect(best).toBeLessThan(LOAD_MS_MAX);
  });
});
