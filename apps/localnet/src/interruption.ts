/** On a terminal one Ctrl-C may arrive twice: from the terminal itself and from the npm that started us. */
const SAME_PRESS_MS = 400;
const INTERRUPTED = 130;

export interface Interruption {
  signal: AbortSignal;
  /** What the second Ctrl-C does before it ends the process. */
  onForce(kill: () => Promise<void>): void;
}

/** The first SIGINT or SIGTERM asks to stop, a second one forces. */
export function interruption(): Interruption {
  const controller = new AbortController();
  let force: () => Promise<void> = async () => undefined;
  let first = 0;
  const received = () => {
    if (!controller.signal.aborted) {
      first = Date.now();
      controller.abort(new Error('asked to stop'));
    } else if (Date.now() - first > SAME_PRESS_MS) {
      void force().finally(() => process.exit(INTERRUPTED));
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, received);
  return {
    signal: controller.signal,
    onForce: (kill) => {
      force = kill;
    },
  };
}
