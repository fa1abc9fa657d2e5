import { type App, createApp, immutable } from '@baton/service-runtime';
import { createLogger, createTelemetry } from '@baton/telemetry';
import type { Browser, Page } from 'playwright-core';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type RunningGateway, startGateway } from './gateway.ts';

/** Longer than an open page goes without asking which network it shows. */
const MINUTES_2_MS = 120_000;
const SEALED = 'api/validators/validator-1/v1/freeze/epochs/1';

/** A validator whose every sealed epoch says only which network it is of. */
async function validatorOf(network: string): Promise<{ app: App; url: string }> {
  const logger = createLogger({ name: 'validator', level: 'silent' });
  const app = await createApp({ listener: 'internal', logger, telemetry: createTelemetry('validator') });
  const response = { 200: Type.Object({ network: Type.String() }) };
  app.get('/v1/freeze/epochs/:epoch', { schema: { response } }, async (_request, reply) => {
    immutable(reply);
    return { network };
  });
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

describe('another network on the port of the one before', () => {
  let browser: Browser;
  let gateway: RunningGateway | undefined;
  let validator: Awaited<ReturnType<typeof validatorOf>> | undefined;

  const stop = async () => {
    await gateway?.close();
    await validator?.app.close();
  };
  const serve = async (network: string, port?: number) => {
    validator = await validatorOf(network);
    const validators = [{ label: 'validator-1', url: validator.url }];
    gateway = await startGateway({ network, validators, ...(port === undefined ? {} : { port }) });
    return gateway.consoleUrl;
  };
  const sealed = async (page: Page) =>
    ((await page.evaluate(`fetch('${SEALED}').then((answer) => answer.json())`)) as { network: string }).network;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await stop();
  });

  it('is what the browser shows: nothing sealed in the first stays, and an open page turns to it by itself', async () => {
    const url = await serve('first');
    const page = await (await browser.newContext()).newPage();
    await page.clock.install();
    await page.goto(url);
    await page.getByRole('link', { name: 'Baton first' }).waitFor();
    expect([await sealed(page), await sealed(page)]).toEqual(['first', 'first']);

    await stop();
    await serve('second', Number(new URL(url).port));
    expect(await sealed(page)).toBe('second');
    await page.clock.fastForward(MINUTES_2_MS);
    await page.getByRole('link', { name: 'Baton second' }).waitFor();
    expect(await sealed(page)).toBe('second');
  });
});
