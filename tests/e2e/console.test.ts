import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Localnet, type LocalnetEvent, runLocalnet } from '@baton/localnet';
import { beforeAll, describe, expect, it } from 'vitest';
import { localnetOptions } from './localnet-options.ts';

const PAGES = fileURLToPath(new URL('../../bootstrap/console-pages.mjs', import.meta.url));
const buildPages = promisify(execFile);
const VALIDATORS = 4;
const OPTIONS = localnetOptions({
  validators: VALIDATORS,
  epochSeconds: 8,
  graceRounds: 6,
  consolePort: 0,
});

type ConsoleEvent = Extract<LocalnetEvent, { event: 'console' }>;
type Answer = { status: number; type: string | null; body: string };

/** What the network's console answers while the network runs. */
describe('the console of a localnet', () => {
  const told: LocalnetEvent[] = [];
  const answers = new Map<string, Answer>();
  let own: Answer | undefined;
  let outcome: Awaited<ReturnType<typeof runLocalnet>>;

  const ask = async (url: string): Promise<Answer> => {
    const answer = await fetch(url);
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  };
  const json = (path: string) => JSON.parse(answers.get(path)?.body ?? 'null');

  beforeAll(async () => {
    let localnet: Localnet | undefined;
    const visited = new AbortController();
    let visiting: Promise<void> | undefined;
    await buildPages(process.execPath, [PAGES]);
    const visit = async ({ url }: ConsoleEvent) => {
      const api = `${url}api/`;
      const paths = [
        'network',
        'log/v1/log/epochs',
        'validators/validator-2/status',
        'validators/validator-2/v1/chain',
      ];
      for (const path of paths) answers.set(path, await ask(`${api}${path}`));
      answers.set('', await ask(url ?? ''));
      own = await ask(`${localnet?.validators[1]?.internalUrl}/console/api/network`);
    };
    outcome = await runLocalnet(OPTIONS, {
      signal: visited.signal,
      onRunning: (running) => {
        localnet = running;
      },
      onEvent: (event) => {
        told.push(event);
        if (event.event === 'console' && event.state !== 'building')
          visiting = visit(event).finally(() => visited.abort());
      },
    });
    await visiting;
  });

  it('does not disturb the network', () => {
    expect(outcome).toMatchObject({ ok: true, problems: [] });
  });

  it('is told once everything runs, with its pages', () => {
    const order = told.map(({ event }) => event);
    expect(order.indexOf('console')).toBeGreaterThan(order.indexOf('ready'));
    const last = told.filter((event) => event.event === 'console').at(-1);
    expect(last).toMatchObject({
      state: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/console\/$/),
    });
  });

  it('serves its pages', () => {
    expect(answers.get('')).toMatchObject({ status: 200, type: expect.stringContaining('text/html') });
  });

  it('knows every validator, and asks them and the log', () => {
    expect(json('network').validators.map(({ label }: { label: string }) => label)).toEqual(
      Array.from({ length: VALIDATORS }, (_, index) => `validator-${index}`),
    );
    expect(json('log/v1/log/epochs').items[0].epoch).toBeGreaterThanOrEqual(1);
    expect(json('validators/validator-2/status')).toMatchObject({ services: { barrier: {} }, unreachable: [] });
    expect(answers.get('validators/validator-2/v1/chain')?.status).toBe(200);
  });

  it('is in each node too, for that node alone', () => {
    expect(JSON.parse(own?.body ?? 'null').validators).toEqual([
      { label: 'this-validator', authority: expect.stringMatching(/^[0-9a-f]{96}$/) },
    ]);
  });
});
