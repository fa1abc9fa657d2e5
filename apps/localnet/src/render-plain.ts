import { eventLines } from './describe.ts';
import type { LocalnetEvent, LocalnetListener } from './events.ts';

export interface Renderer {
  onEvent: LocalnetListener;
  close(): void;
}

/** Lines that last, for logs and pipes. */
export function plainRenderer(): Renderer {
  let validators = 0;
  const onEvent = (event: LocalnetEvent) => {
    if (event.event === 'starting') validators = event.validators;
    for (const line of eventLines(event, validators)) process.stdout.write(`${line}\n`);
  };
  return { onEvent, close: () => undefined };
}
