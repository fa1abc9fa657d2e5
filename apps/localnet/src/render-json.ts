import type { LocalnetEvent } from './events.ts';
import type { Renderer } from './render-plain.ts';

/** Every event as one JSON object per line. The validators' states only when one of them has moved on. */
export function jsonRenderer(): Renderer {
  let phases = '';
  const onEvent = (event: LocalnetEvent) => {
    if (event.event === 'validators') {
      const now = JSON.stringify(event.states.map(({ round, ...state }) => state));
      if (now === phases) return;
      phases = now;
    }
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  };
  return { onEvent, close: () => undefined };
}
