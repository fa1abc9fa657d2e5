// Runs as a process of its own beside whoever starts children. Its standard input is a pipe from that process: when the
// pipe ends, however that process ended, the children that it still had are asked to stop and then killed.
import { createInterface } from 'node:readline';

const GRACE_MS = 4_000;
const children = new Map<number, NodeJS.Signals>();

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    children.delete(pid);
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [verb, pid, stopSignal] = line.split(' ');
  if (verb === 'watch') children.set(Number(pid), stopSignal as NodeJS.Signals);
  else children.delete(Number(pid));
});
lines.on('close', () => {
  for (const [pid, stopSignal] of children) signal(pid, stopSignal);
  const deadline = Date.now() + GRACE_MS;
  const timer = setInterval(() => {
    for (const pid of [...children.keys()]) {
      try {
        process.kill(pid, 0);
      } catch {
        children.delete(pid);
      }
    }
    if (children.size > 0 && Date.now() < deadline) return;
    clearInterval(timer);
    for (const pid of children.keys()) signal(pid, 'SIGKILL');
  }, 50);
});
for (const ignored of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(ignored, () => undefined);
