import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManagedProcess, temporaryFolder } from '@baton/testkit';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the facts of the history; makes it when it is asked first. */
    historyUrl: string;
  }
}

const PROGRAM = fileURLToPath(new URL('history/main.ts', import.meta.url));
const READY_TIMEOUT_MS = 240_000;

let close: (() => Promise<void>) | undefined;

/**
 * One history for all files of a run, made when the first of them asks: this runs at the start of every `npm test`, and
 * the tests of the console come last.
 */
export async function setup(project: TestProject): Promise<void> {
  const folder = temporaryFolder('console');
  const facts = join(folder, 'facts.json');
  const program = new ManagedProcess({
    name: 'history of the console',
    command: process.execPath,
    args: [PROGRAM, facts],
    ready: () => existsSync(facts),
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  let started: Promise<unknown> | undefined;
  const server = createServer((_request, response) => {
    started ??= program.start();
    started.then(
      () => response.end(readFileSync(facts)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('historyUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  close = async () => {
    server.close();
    server.closeAllConnections();
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await close?.();
}
