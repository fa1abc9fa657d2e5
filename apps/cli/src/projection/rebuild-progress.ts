import { EXIT } from '../failure.ts';
import { printJsonLine, printLines } from '../output/print.ts';

export interface RebuildStep {
  projection: string;
  epoch: number;
  /** Null right after the tables were emptied. */
  round: number | null;
  headRound: number | null;
}

export interface RebuildScreen {
  show(step: RebuildStep): void;
  close(error?: unknown): void;
}

/** A line for an epoch's beginning and one for its end: for logs and pipes. */
export function plainScreen(): RebuildScreen {
  return {
    show({ projection, epoch, round, headRound }) {
      if (round === null) printLines([`${projection}: epoch ${epoch} to round ${headRound ?? 0}`]);
      else if (round === headRound) printLines([`${projection}: epoch ${epoch} done`]);
    },
    close: () => undefined,
  };
}

export function jsonScreen(): RebuildScreen {
  return { show: printJsonLine, close: () => undefined };
}

/** At a Ctrl-C that is typed the library ends the process with 0, as if all were well; half a rebuild is not. */
const notWell = (): void => {
  process.exitCode ||= EXIT.interrupted;
};

/** One bar for each projection's epoch. */
export async function barScreen(): Promise<RebuildScreen> {
  const { progress } = await import('@clack/prompts');
  let bar: { at: string; done: number; draw: ReturnType<typeof progress> } | undefined;
  const finish = () => bar?.draw.stop(bar.at);
  process.once('exit', notWell);
  return {
    show({ projection, epoch, round, headRound }) {
      if (round === null) {
        finish();
        const at = `${projection}: epoch ${epoch}`;
        bar = { at, done: 0, draw: progress({ max: Math.max(1, headRound ?? 1) }) };
        bar.draw.start(at);
      } else if (bar !== undefined) {
        bar.draw.advance(round - bar.done, `${bar.at}, round ${round} of ${headRound ?? round}`);
        bar.done = round;
      }
    },
    close(error) {
      process.off('exit', notWell);
      if (error === undefined) finish();
      else bar?.draw.error(bar.at);
    },
  };
}
