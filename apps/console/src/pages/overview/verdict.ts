import type { ServiceStatus, ValidatorStatus } from '../../api/status.ts';
import type { Tone } from '../../parts/tone.ts';

/** Waiting this long is worth an operator's look. */
export const LONG_WAIT_MS = 60_000;
/** What a healthy projection may be behind for a moment, in rounds. */
const LAG_WORTH_SAYING = 50;

export interface Wait {
  service: string;
  for: string;
  since: number | null;
}

export interface Verdict {
  tone: Tone;
  text: string;
  /** Longest first. */
  waits: Wait[];
  lag: number | null;
  epoch: number | null;
  round: number | null;
  missingBlobs: number | null;
}

/** Whether a validator is fine, and if not what it waits for since when. `answer` is null where it cannot be reached. */
export function judge(answer: ValidatorStatus | null, now: number): Verdict {
  if (answer === null || Object.keys(answer.services).length === 0) {
    return { tone: 'bad', text: 'Unreachable', waits: [], lag: null, epoch: null, round: null, missingBlobs: null };
  }
  const waits = waitsOf(answer);
  const facts = factsOf(answer);
  return { ...facts, waits, ...sayOf(answer, waits, facts.lag, now) };
}

function sayOf(answer: ValidatorStatus, waits: Wait[], lag: number | null, now: number): { tone: Tone; text: string } {
  if (answer.unreachable.length > 0) return { tone: 'bad', text: 'Partly unreachable' };
  const [longest] = waits;
  if (longest !== undefined) {
    const long = longest.since !== null && now - longest.since >= LONG_WAIT_MS;
    return long ? { tone: 'bad', text: 'Stalled' } : { tone: 'wait', text: 'Waiting' };
  }
  if (lag !== null && lag > LAG_WORTH_SAYING) return { tone: 'wait', text: 'Behind' };
  if (answer.services.barrier?.status.seated === false) return { tone: 'idle', text: 'Fine, no seat' };
  return { tone: 'ok', text: 'Fine' };
}

function waitsOf({ services }: ValidatorStatus): Wait[] {
  return Object.entries(services)
    .filter(([, { readiness }]) => !readiness.ready)
    .map(([service, { readiness }]) => ({
      service,
      for: readiness.waitingFor ?? 'progress',
      since: readiness.since,
    }))
    .sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
}

function factsOf({ services }: ValidatorStatus) {
  const projections = [services['freeze-projector'], services.aggregator].filter((one) => one !== undefined);
  const all = (key: string) => projections.flatMap((one) => numbersAt(one, key));
  const epochs = [...all('epoch'), ...(services['sui-syncer'] ? numbersAt(services['sui-syncer'], 'epoch') : [])];
  const missing = services['blob-service'] ? numbersAt(services['blob-service'], 'missing') : [];
  return {
    lag: largest(all('lag')),
    epoch: largest(epochs),
    round: largest(all('round')),
    missingBlobs: largest(missing),
  };
}

const numbersAt = ({ status }: ServiceStatus, key: string): number[] =>
  typeof status[key] === 'number' ? [status[key]] : [];

const largest = (numbers: number[]): number | null => (numbers.length === 0 ? null : Math.max(...numbers));

/** One line for all: the worst of the verdicts, and how many there are of it. */
export function judgeAll(verdicts: readonly Verdict[], unanswered = 0): { tone: Tone; text: string } {
  const of = (tone: Tone) => verdicts.filter((one) => one.tone === tone).length;
  const all = verdicts.length;
  const fine = of('ok') + of('idle');
  if (fine === all && unanswered > 0)
    return { tone: 'idle', text: `Asking ${unanswered} of ${all + unanswered} validators` };
  if (fine === all)
    return { tone: 'ok', text: all === 1 ? 'This validator is fine' : `All ${all} validators are fine` };
  const bad = of('bad');
  if (bad > 0)
    return { tone: 'bad', text: `${bad} of ${all} ${all === 1 ? 'validator needs' : 'validators need'} attention` };
  return { tone: 'wait', text: `${all - fine} of ${all} ${all === 1 ? 'validator waits' : 'validators wait'}` };
}
