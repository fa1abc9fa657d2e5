import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { type HistoryFacts, historyOf } from './history/facts.ts';

/** Git ignores it; screenshots stay here after a run. */
const ARTEFACTS = fileURLToPath(new URL('artefacts', import.meta.url));

const LOOK_MS = 15;
const LOADED_MS_MAX = 30_000;

export interface ConsoleOptions {
  /**
   * `history`: 20 epochs of 32 validators behind the real services, made once for the whole run (`console.history` says
   * what is in it). `silence`: a network none of whose services can be reached. Default `history`.
   */
  backend?: 'history' | 'silence';
}

export interface Look {
  scheme?: 'light' | 'dark';
  /** CSS pixels; 390 is a phone. Default 1280. */
  width?: number;
  height?: number;
}

export interface OpenedPage {
  page: Page;
  /** What the page wrote to its console as errors, and exceptions that it did not catch. */
  errors: string[];
  /** Requests that left the console's own address: there must be none. */
  strangers: string[];
}

export interface RunningConsole {
  /** The start page, such as `http://127.0.0.1:4711/console/`. */
  readonly url: string;
  readonly browser: Browser;
  /** What the network behind it went through; only with the backend `history`. */
  readonly history: HistoryFacts;
  /** Opens a path below the start page, such as `epochs/3`, in a fresh context (nothing cached). */
  open(path?: string, look?: Look): Promise<OpenedPage>;
  /**
   * Milliseconds from asking for a path, in a fresh context, until `shown` is visible: what a visitor waits for.
   */
  loadTime(path: string, shown: string): Promise<number>;
  /** Keeps a picture of the page as `tests/console/artefacts/<name>.png` and gives its path. */
  picture(page: Page, name: string): Promise<string>;
  close(): Promise<void>;
}

/** A console in a real Chromium over real services. Call in `beforeAll`, close in `afterAll`. */
export async function startConsole({ backend = 'history' }: ConsoleOptions = {}): Promise<RunningConsole> {
  const [history, gateway, browser] = await Promise.all([
    backend === 'history' ? historyOf(inject('historyUrl')) : undefined,
    backend === 'history' ? undefined : startGateway({ network: 'silence', validators: SILENT }),
    launchChromium(),
  ]);
  const url = history?.consoleUrl ?? gatewayUrl(gateway);
  const contexts: BrowserContext[] = [];
  const fresh = async ({ scheme = 'light', width = 1280, height = 900 }: Look) => {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height } });
    contexts.push(context);
    return context.newPage();
  };
  return {
    url,
    browser,
    get history() {
      if (history === undefined) throw new Error('this console has no history behind it');
      return history;
    },
    open: async (path = '', look = {}) => {
      const page = await fresh(look);
      const errors: string[] = [];
      const strangers: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('request', (request) => {
        const from = request.url();
        if (!from.startsWith(new URL(url).origin) && !/^(data|blob):/.test(from)) strangers.push(from);
      });
      await page.goto(new URL(path, url).href);
      return { page, errors, strangers };
    },
    loadTime: async (path, shown) => {
      const page = await fresh({});
      const since = performance.now();
      await page.goto(new URL(path, url).href, { waitUntil: 'commit' });
      const wanted = page.locator(shown).first();
      // Playwright's own waiting looks only each half second in the end.
      while (!(await wanted.isVisible())) {
        if (performance.now() - since > LOADED_MS_MAX) throw new Error(`${path} does not show ${shown}`);
        await setTimeout(LOOK_MS);
      }
      const took = performance.now() - since;
      await page.context().close();
      return took;
    },
    picture: async (page, name) => {
      mkdirSync(ARTEFACTS, { recursive: true });
      const path = join(ARTEFACTS, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
      return path;
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await gateway?.close();
    },
  };
}

/** Port 9 of this machine: nobody listens there. */
const SILENT = [0, 1, 2, 3].map((seat) => ({ label: `validator-${seat}`, url: 'http://127.0.0.1:9' }));

function gatewayUrl(gateway: RunningGateway | undefined): string {
  if (gateway === undefined) throw new Error('no gateway was started');
  return gateway.consoleUrl;
}
