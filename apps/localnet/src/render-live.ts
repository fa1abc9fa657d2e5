import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { eventLines, validatorLine } from './describe.ts';
import type { LocalnetEvent, ValidatorState } from './events.ts';
import type { Renderer } from './render-plain.ts';

const PHASE_COLOURS: Record<ValidatorState['phase'], (text: string) => string> = {
  starting: pc.dim,
  waiting: pc.yellow,
  announcing: pc.cyan,
  frozen: pc.blue,
  certified: pc.green,
  closed: pc.green,
  down: pc.red,
};

/** One live line per validator at the foot of the terminal, lasting lines above. */
export function liveRenderer(terminal: NodeJS.WriteStream = process.stdout): Renderer {
  const live = createLogUpdate(terminal, { showCursor: true });
  let foot = '';
  const parts: string[] = [];
  const onEvent = (event: LocalnetEvent) => {
    if (event.event === 'started') {
      parts.push(event.part);
      foot = pc.dim(`started: ${parts.join(', ')}`);
    }
    if (event.event === 'validators') {
      foot = event.states.map((state) => PHASE_COLOURS[state.phase](validatorLine(state, event.committee))).join('\n');
    }
    if (event.event === 'stopping') foot = '';
    for (const line of eventLines(event)) live.persist(event.event === 'epoch' ? pc.bold(line) : line);
    live(foot);
  };
  return {
    onEvent,
    close: () => {
      live.clear();
      live.done();
    },
  };
}
