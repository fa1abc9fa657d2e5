import { eventLines } from './describe.ts';
import type { LocalnetEvent, LocalnetListener } from './events.ts';

export interface Renderer {
  onEvent: LocalnetListener;
  close(): void;
}

/** Lines that last, for logs and pipes. */
export function plainRenderer(): Renderer {
  const onEvent = (event: LocalnetEvent) => {
    for (const line of eventLines(event)) process.stdout.write(`${line}\n`);
  };
  return { onEvent, close: () => undefined };
}
