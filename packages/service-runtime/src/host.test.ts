import { once } from 'node:events';
import { StopError } from '@baton/log';
import { createLogger } from '@baton/telemetry';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  databaseOf,
  defineService,
  EXIT,
  explainFailure,
  HaltError,
  hostServices,
  type RunningService,
  requestSignal,
  type ServiceContext,
  type ServiceName,
} from './index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const options = { logger, env: {} };

function service(name: ServiceName, journal: string[], overrides: Partial<RunningService> = {}) {
  return defineService({
    name,
    config: Type.Object({ pollMs: Type.Integer({ default: 5 }) }),
    async start(context: ServiceContext<{ pollMs: number }>): Promise<RunningService> {
      context.signal.addEventListener('abort', () => journal.push(`${name} told`));
      return {
        routes: async (app) => {
          app.get(`/v1/${name}`, async () => ({ pollMs: context.config.pollMs }));
        },
        readiness: () => ({ ready: true }),
        status: () => ({ epoch: 7 }),
        failed: new Promise(() => undefined),
        close: async () => {
          journal.push(`${name} closed`);
        },
        ...overrides,
      };
    },
  });
}

describe('hosting', () => {
  test('services share one internal and one peer listener', async () => {
    const face: RunningService['routes'] = async (app) => {
      app.get('/v1/blobs', async () => ({ public: true }));
    };
    const definitions = [service('barrier', []), service('blob-service', [], { peerRoutes: face })];
    const host = await hostServices(definitions, { pollMs: 9 }, options);
    const get = async (base: string | undefined, path: string) => (await fetch(`${base}${path}`)).json();
    expect(await get(host.internalUrl, '/v1/barrier')).toEqual({ pollMs: 9 });
    expect(await get(host.internalUrl, '/v1/blobs')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await get(host.peerUrl, '/v1/blobs')).toEqual({ public: true });
    expect(await get(host.peerUrl, '/v1/barrier')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await get(host.peerUrl, '/metrics')).toMatchObject({ code: 'NOT_FOUND' });
    expect(new URL(host.internalUrl).hostname).toBe('127.0.0.1');
    expect(await get(host.internalUrl, '/livez')).toEqual({ alive: true });
    expect((await get(host.internalUrl, '/status')).services.barrier.status).toEqual({ epoch: 7 });
    const metrics = await (await fetch(`${host.internalUrl}/metrics`)).text();
    expect(metrics).toContain('baton_service_ready{service="barrier"} 1');
    expect(metrics).toContain('process_cpu_seconds_total');
    await host.close();
  });

  test('one service without progress makes the process unready and says what it waits for', async () => {
    const waiting = { ready: false, waitingFor: 'certificate of epoch 3', since: '2026-01-01T00:00:00.000Z' };
    const definitions = [service('barrier', [], { readiness: () => waiting }), service('announcer', [])];
    const host = await hostServices(definitions, {}, options);
    const response = await fetch(`${host.internalUrl}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, services: { barrier: waiting, announcer: { ready: true } } });
    await host.close();
  });

  test('the close tells the services first, then closes the last started first, once', async () => {
    const journal: string[] = [];
    const host = await hostServices([service('barrier', journal), service('announcer', journal)], {}, options);
    await Promise.all([host.close(), host.close()]);
    expect(journal).toEqual(['barrier told', 'announcer told', 'announcer closed', 'barrier closed']);
    await expect(fetch(`${host.internalUrl}/livez`)).rejects.toThrow();
  });

  test('a service that cannot start stops those that did', async () => {
    const journal: string[] = [];
    const failing = defineService({
      name: 'announcer',
      config: Type.Object({}),
      start: async (context) => {
        databaseOf(context);
        throw new Error('unreachable');
      },
    });
    const hosting = hostServices([service('barrier', journal), failing], {}, options);
    await expect(hosting).rejects.toBeInstanceOf(ConfigurationError);
    expect(journal).toEqual(['barrier told', 'barrier closed']);
  });

  test('a failure of a service is the failure of the process', async () => {
    const failed = Promise.resolve(new Error('gone'));
    const host = await hostServices([service('barrier', [], { failed })], {}, options);
    expect((await host.failed).message).toBe('gone');
    await host.close();
    const rejected = Promise.reject(new Error('worse'));
    const other = await hostServices([service('barrier', [], { failed: rejected })], {}, options);
    expect((await other.failed).message).toBe('worse');
    await other.close();
  });
});

describe('a request', () => {
  test('is told when its client has gone, or its service stops', async () => {
    const signals: AbortSignal[] = [];
    const seen = Promise.withResolvers<void>();
    const polling = service('barrier', [], {
      routes: async (app) => {
        app.get('/v1/poll', async (request) => {
          const signal = requestSignal(request, new AbortController().signal);
          signals.push(signal);
          seen.resolve();
          await once(signal, 'abort');
        });
        app.get('/v1/stopped', async (request) => ({ aborted: requestSignal(request, AbortSignal.abort()).aborted }));
      },
    });
    const host = await hostServices([polling], {}, options);
    expect(await (await fetch(`${host.internalUrl}/v1/stopped`)).json()).toEqual({ aborted: true });
    const client = new AbortController();
    const asking = fetch(`${host.internalUrl}/v1/poll`, { signal: client.signal });
    await seen.promise;
    expect(signals[0]?.aborted).toBe(false);
    client.abort();
    await expect(asking).rejects.toThrow();
    if (!signals[0]?.aborted) await once(signals[0] as AbortSignal, 'abort');
    await host.close();
  });
});

describe('exit codes', () => {
  test('each kind of failure has its own, with what to do', () => {
    const wrong = new ConfigurationError([{ key: 'suiUrl', problem: 'is required' }]);
    expect(explainFailure(wrong)).toMatchObject({ exitCode: 2, lines: ['configuration: suiUrl is required'] });
    const gap = explainFailure(new StopError('LOG_GAP', 'hole at 7'));
    expect(gap).toMatchObject({ exitCode: 3, code: 'LOG_GAP' });
    expect(gap.lines.join('\n')).toContain('what to do: ');
    const halt = new HaltError('BARRIER_REJECTED', 'bad certificates', 'check the chain', EXIT.rejected);
    expect(explainFailure(halt)).toMatchObject({ exitCode: 4, code: 'BARRIER_REJECTED' });
    expect(explainFailure(new Error('x'))).toMatchObject({ exitCode: 1, lines: ['FAILURE: x'] });
    const taken = Object.assign(new Error('in use'), { code: 'EADDRINUSE' });
    expect(explainFailure(taken)).toMatchObject({ exitCode: 1, code: 'EADDRINUSE' });
  });
});
