import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { guard, unguard } from './guard.ts';
import { LogTail } from './log-tail.ts';
import { until } from './until.ts';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;
const STOP_TIMEOUT_MS = 10_000;

export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Says whether the process does its work; asked again and again until true. */
  ready?: (process: ManagedProcess) => boolean | Promise<boolean>;
  readyTimeoutMs?: number;
  /** Asks the process to end in order; SIGTERM if not given. */
  stopSignal?: NodeJS.Signals;
  /** What the guardian sends when we ourselves are gone; `stopSignal` if not given. */
  orphanSignal?: NodeJS.Signals;
  stopTimeoutMs?: number;
  /** Everything that it prints is appended here; a bounded tail is kept in memory anyway. */
  logFile?: string;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Whether stop() or kill() asked for it. */
  asked: boolean;
}

export class ProcessError extends Error {
  override name = 'ProcessError';
}

/**
 * One child process that can be started, awaited, killed and started again. It is killed by the pid that this object
 * started, and dies with us: a guardian process ends it if we are killed.
 */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  #child: ChildProcess | undefined;
  #exit: Promise<ProcessExit> | undefined;
  #asked = false;
  #tail = new LogTail();
  #listeners = new Set<(exit: ProcessExit) => void>();

  constructor(spec: ProcessSpec) {
    this.spec = spec;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get running(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** The last lines that it printed. */
  tail(lines = 20): string[] {
    return this.#tail.lines(lines);
  }

  /** Settles when the current process has ended; undefined if none was started. */
  get exited(): Promise<ProcessExit> | undefined {
    return this.#exit;
  }

  /** Called for each end of the process, also for those that were asked for. */
  onExit(listener: (exit: ProcessExit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the process and resolves once it is ready; an end before that is a ProcessError with what it printed. */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.running) throw new ProcessError(`${this.spec.name} runs already`);
    const exit = this.#spawn();
    const ready = this.spec.ready;
    if (ready === undefined) return;
    try {
      await until(() => ready(this), {
        timeoutMs: this.spec.readyTimeoutMs ?? READY_TIMEOUT_MS,
        slowestPollMs: READY_POLL_MS,
        what: `${this.spec.name} to be ready`,
        fails: exit.then((ended) => this.#endedEarly(ended)),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Asks it to end; kills it after the time-out. Resolves with how it ended, undefined if it did not run. */
  async stop(): Promise<ProcessExit | undefined> {
    if (!this.running) return this.#exit;
    this.#asked = true;
    this.#send(this.spec.stopSignal ?? 'SIGTERM');
    const timer = setTimeout(() => this.#send('SIGKILL'), this.spec.stopTimeoutMs ?? STOP_TIMEOUT_MS);
    try {
      return await this.#exit;
    } finally {
      clearTimeout(timer);
    }
  }

  /** kill -9. */
  async kill(): Promise<ProcessExit | undefined> {
    if (!this.running) return this.#exit;
    this.#asked = true;
    this.#send('SIGKILL');
    return this.#exit;
  }

  /** Stops it if it runs, and starts it again. */
  async restart(signal?: AbortSignal): Promise<void> {
    await this.stop();
    await this.start(signal);
  }

  /** Sends a signal such as SIGSTOP or SIGCONT to the running process. */
  signal(name: NodeJS.Signals): void {
    if (this.running) this.#send(name);
  }

  #send(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  #endedEarly(ended: ProcessExit): never {
    const how = ended.signal === null ? `exit code ${ended.code}` : `signal ${ended.signal}`;
    const said = this.tail(12);
    throw new ProcessError(
      `${this.spec.name} ended before it was ready (${how})${said.length > 0 ? `:\n${said.join('\n')}` : ''}`,
    );
  }

  #spawn(): Promise<ProcessExit> {
    const { command, args, env, cwd, uid, gid, stopSignal, orphanSignal, logFile } = this.spec;
    this.#asked = false;
    this.#tail = new LogTail();
    const child = spawn(command, [...args], {
      // A group of its own: Ctrl-C on the terminal reaches us alone, and we stop the children in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: env ?? process.env,
      ...(cwd === undefined ? {} : { cwd }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    this.#child = child;
    const file: WriteStream | undefined =
      logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#tail.push(chunk);
        file?.write(chunk);
      });
    }
    const { pid } = child;
    if (pid !== undefined) guard(pid, orphanSignal ?? stopSignal ?? 'SIGTERM');
    this.#exit = new Promise<ProcessExit>((resolve, reject) => {
      child.once('error', (cause) => {
        if (child.pid === undefined)
          reject(new ProcessError(`${this.spec.name} cannot be started: ${cause.message}`, { cause }));
      });
      child.once('close', (code, signal) => {
        if (pid !== undefined) unguard(pid);
        file?.end();
        const exit: ProcessExit = { code, signal, asked: this.#asked };
        for (const listener of this.#listeners) listener(exit);
        resolve(exit);
      });
    });
    this.#exit.catch(() => undefined);
    return this.#exit;
  }
}
