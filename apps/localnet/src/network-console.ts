import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { ManagedProcess } from '@baton/testkit';
import type { LocalnetListener } from './events.ts';
import type { Localnet } from './localnet.ts';
import { writeConsoleConfiguration } from './node-configurations.ts';
import { program, root } from './programs.ts';

/** Of its process: whoever looks at a network should not slow it down. */
const NICENESS = 10;
const NAME = 'console';

/**
 * The console of the whole network, in a process of its own beside it: started once everything runs, and no reason to
 * end the run when it cannot be. Its pages are built meanwhile where they are not there yet.
 */
export class NetworkConsole {
  readonly #localnet: Localnet;
  readonly #onEvent: LocalnetListener;
  readonly #stopping = new AbortController();
  readonly #processes: ManagedProcess[] = [];
  readonly #work: Promise<void>;

  /** `port` 0 for any free one. */
  constructor(localnet: Localnet, port: number, onEvent: LocalnetListener) {
    this.#localnet = localnet;
    this.#onEvent = onEvent;
    this.#work = this.#open(port);
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
    await Promise.all(this.#processes.map((one) => one.stop()));
  }

  async #open(port: number): Promise<void> {
    let url: string | null = null;
    try {
      url = await this.#serve(port);
      const pages = await this.#build(url);
      if (!this.#stopping.signal.aborted) this.#onEvent({ event: 'console', url, ...pages });
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#onEvent({ event: 'console', url, state: 'failed', reason: (error as Error).message });
    }
  }

  async #serve(port: number): Promise<string> {
    const { layout } = this.#localnet;
    const server = program(layout, NAME, NAME, ['--config', writeConsoleConfiguration(this.#localnet, port)]);
    await this.#start(server);
    const { internalUrl } = JSON.parse(readFileSync(layout.ready(NAME), 'utf8')) as { internalUrl: string };
    const url = `${internalUrl}/console/`;
    // The first visitor is ourselves: with it the console makes itself ready.
    await fetch(`${url}api/network`, { signal: this.#stopping.signal });
    return url;
  }

  async #build(url: string): Promise<{ state: 'ready' } | { state: 'failed'; reason: string }> {
    const builder = new ManagedProcess({
      name: 'console-pages',
      command: process.execPath,
      args: [join(root, 'bootstrap', 'console-pages.mjs'), '--quietly'],
      logFile: this.#localnet.layout.log('console-pages'),
    });
    await this.#start(builder);
    const waiting = setTimeout(() => this.#onEvent({ event: 'console', url, state: 'building' }), TOLD_AFTER_MS);
    const exit = await builder.exited;
    clearTimeout(waiting);
    if (exit?.code === 0) return { state: 'ready' };
    return { state: 'failed', reason: builder.tail(1).join('') };
  }

  async #start(process: ManagedProcess): Promise<void> {
    this.#processes.push(process);
    const started = process.start(this.#stopping.signal);
    if (process.pid !== undefined) setPriority(process.pid, NICENESS);
    await started;
  }
}

/** Looking whether the pages are there takes less. */
const TOLD_AFTER_MS = 1_500;
