import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

let guardian: ChildProcess | undefined;

function tell(line: string): void {
  if (guardian === undefined || guardian.exitCode !== null) {
    guardian = spawn(process.execPath, [fileURLToPath(new URL('./guardian.ts', import.meta.url))], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    guardian.unref();
    const pipe = guardian.stdin;
    if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
    pipe?.on('error', () => {
      guardian = undefined;
    });
  }
  guardian.stdin?.write(`${line}\n`);
}

/** From now on the process `pid` gets `stopSignal` when this process ends, even by kill -9. */
export function guard(pid: number, stopSignal: NodeJS.Signals): void {
  tell(`watch ${pid} ${stopSignal}`);
}

export function unguard(pid: number): void {
  if (guardian !== undefined) tell(`forget ${pid}`);
}
