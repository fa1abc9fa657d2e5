import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LocalnetEvent, ValidatorState } from './events.ts';
import { liveRenderer } from './render-live.ts';
import type { Renderer } from './render-plain.ts';
import { epochReport } from './testing/epoch-report.ts';

const ESCAPE = '\u001b';
/** What erases the lines of the foot: one for each, and the line on which the cursor stands. */
const erased = (text: string) => text.split(`${ESCAPE}[2K`).length - 1;

const state = (label: string, round: number): ValidatorState => ({
  label,
  running: true,
  epoch: 1,
  round,
  frozen: 0,
  excluded: 0,
  readySignals: 0,
  votes: 0,
  certificateSigners: 0,
  phase: 'announcing',
});
const validators = (round: number): LocalnetEvent => ({
  event: 'validators',
  states: [state('validator-0', round), state('validator-1', round)],
  committee: 2,
});

describe('the live view of a terminal', () => {
  let render: Renderer;
  let written: string[] = [];
  /** What was written since the last time. */
  const news = () => written.splice(0).join('');

  beforeEach(() => {
    written = [];
    const terminal = { columns: 200, rows: 40, isTTY: true, write: (text: string) => void written.push(text) };
    render = liveRenderer(terminal as unknown as NodeJS.WriteStream);
  });

  it('has the parts that have started at its foot, then a line for each validator', () => {
    render.onEvent({ event: 'started', part: 'nats', ms: 1 });
    render.onEvent({ event: 'started', part: 'postgres', ms: 1 });
    expect(stripVTControlCharacters(news())).toContain('started: nats, postgres\n');
    render.onEvent(validators(3));
    const lines = stripVTControlCharacters(news()).trimEnd().split('\n');
    expect(lines).toEqual([expect.stringMatching(/^validator-0 .* round +3 /), expect.stringMatching(/^validator-1 /)]);
  });

  it('puts lines that last above the foot, which is drawn anew', () => {
    render.onEvent(validators(3));
    news();
    render.onEvent({ event: 'epoch', report: epochReport() });
    const drawn = news();
    expect(erased(drawn)).toBe(3);
    const lines = stripVTControlCharacters(drawn).trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^epoch 2 · /),
      expect.stringMatching(/^validator-0 /),
      expect.stringMatching(/^validator-1 /),
    ]);
  });

  it('has no foot any more once the network stops', () => {
    render.onEvent(validators(3));
    news();
    render.onEvent({ event: 'stopping', reason: 'all epochs done' });
    const drawn = news();
    expect(erased(drawn)).toBe(3);
    expect(stripVTControlCharacters(drawn).trim()).toBe('stopping: all epochs done');
  });

  it('leaves nothing of the foot behind when it is closed', () => {
    render.onEvent(validators(3));
    news();
    render.close();
    const drawn = news();
    expect(erased(drawn)).toBe(3);
    expect(stripVTControlCharacters(drawn).trim()).toBe('');
  });
});
