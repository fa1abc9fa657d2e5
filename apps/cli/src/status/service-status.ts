import type { Field } from '../json-input.ts';
import { counted } from '../output/words.ts';
import type { LogHead, ServiceState, ServiceStatus } from './document.ts';
import { type Reading, secondsToHead } from './pace.ts';
import { followed, remedyFor } from './remedy.ts';

/** Behind by less is what every reader is between two commits. */
const LAG_WORTH_TELLING = 20;

export interface ServiceContext {
  nowMs: number;
  log: LogHead | null;
  before: Reading | undefined;
}

/** Makes one service's part of `/status` out as a person would. */
export function serviceStatus(service: string, answer: Field, context: ServiceContext): ServiceStatus {
  const readiness = answer.get('readiness');
  const status = answer.get('status');
  const ready = readiness.get('ready').boolean();
  const waitingFor = readiness.maybe('waitingFor')?.text() ?? null;
  const place = placeOf(status, context);
  const behind = place.lagCommits !== null && place.lagCommits > LAG_WORTH_TELLING;
  const state = stateOf({ ready, waitingFor, behind, status });
  // Ready, and still something is awaited: blobs that are missing, say.
  const awaits = status.maybe('state')?.raw() === 'waiting';
  const since =
    state === 'ok' && !awaits ? null : (readiness.maybe('since')?.text() ?? status.maybe('since')?.text() ?? null);
  const waits =
    state === 'ok' || state === 'catching_up' ? null : (waitingFor ?? status.maybe('waitingFor')?.text() ?? null);
  const hold = service === 'sui-syncer' ? (status.maybe('hold')?.text() ?? null) : null;
  const trouble = { service, state, waitingFor: waits, hold };
  const follows = followed(trouble);
  return {
    service,
    state,
    ...place,
    etaSeconds: behind && context.before ? secondsToHead(context.before, { atMs: context.nowMs, ...place }) : null,
    waitingFor: waits,
    since,
    detail: follows === null ? detailOf(service, status, waits) : `${waits}; see ${follows}`,
    remedy: remedyFor(trouble),
  };
}

interface Standing {
  ready: boolean;
  waitingFor: string | null;
  behind: boolean;
  status: Field;
}

function stateOf({ ready, waitingFor, behind, status }: Standing): ServiceState {
  if (status.maybe('stalledSince') !== undefined) return 'stalled';
  if (behind) return 'catching_up';
  if (isIdle(status)) return 'idle';
  // Between two commits a reader is no commit behind for long: not worth an alarm.
  if (!ready && waitingFor === 'catching up with the log') return 'ok';
  return ready ? 'ok' : 'waiting';
}

/** Without a seat nothing is due; a projection, the announcer and the others each have their word for it. */
const isIdle = (status: Field): boolean =>
  status.maybe('state')?.raw() === 'idle' || [true, 'not_in_committee'].includes(status.maybe('idle')?.raw() as never);

type Place = Pick<ServiceStatus, 'epoch' | 'round' | 'headRound' | 'lagCommits' | 'lagSeconds'>;

function placeOf(status: Field, { nowMs, log }: ServiceContext): Place {
  const epoch = wholeOf(status.maybe('epoch'));
  const round = wholeOf(status.maybe('round'));
  if (status.maybe('projection') === undefined) {
    return { epoch, round, headRound: null, lagCommits: null, lagSeconds: null };
  }
  const seen = wholeOf(status.maybe('headRound'));
  const head = log !== null && log.epoch === epoch ? Math.max(seen ?? 0, log.round) : seen;
  const lagCommits = head === null ? null : Math.max(0, head - (round ?? 0));
  const timestampMs = wholeOf(status.maybe('timestampMs'));
  const headMs = log !== null && log.epoch === epoch ? log.timestampMs : nowMs;
  const lagSeconds =
    lagCommits === 0
      ? 0
      : timestampMs === null || lagCommits === null
        ? null
        : Math.max(0, headMs - timestampMs) / 1_000;
  return { epoch, round, headRound: head, lagCommits, lagSeconds };
}

/** A number of an epoch or round; null also for the -1 by which a service says that there is none. */
function wholeOf(field: Field | undefined): number | null {
  const value = field?.raw();
  return typeof value === 'number' && value >= 0 ? value : null;
}

const DETAILS: Readonly<Record<string, (status: Field) => string>> = {
  'blob-service': (status) => {
    const missing = wholeOf(status.maybe('missing')) ?? 0;
    return `${counted(wholeOf(status.maybe('blobs')) ?? 0, 'blob')} held${missing > 0 ? `, ${missing} missing` : ''}`;
  },
  'sui-syncer': (status) => {
    const outage = status.maybe('outage')?.maybe('since')?.text();
    if (outage !== undefined) return `the chain is away since ${outage}`;
    const hold = status.maybe('hold')?.text();
    return hold === undefined ? 'chain read' : `holds the epoch's switch: ${hold}`;
  },
  'consensus-log': (status) =>
    `${status.maybe('role')?.text() ?? 'unknown role'}, ${counted(wholeOf(status.maybe('queued')) ?? 0, 'message')} queued`,
  barrier: (status) => (status.maybe('seated')?.raw() === false ? 'no seat in the newest epoch' : 'open'),
  'session-runner': (status) => {
    const stranded = wholeOf(status.maybe('strandedKeys')) ?? 0;
    const running = counted(wholeOf(status.maybe('running')) ?? 0, 'session');
    return `${running} running${stranded > 0 ? `, ${counted(stranded, 'stranded key')}` : ''}`;
  },
  announcer: (status) => {
    const joining = status.maybe('joining')?.maybe('state')?.text();
    return joining === undefined ? 'produces' : `produces; joining: ${joining}`;
  },
};

function detailOf(service: string, status: Field, waitingFor: string | null): string {
  if (waitingFor !== null) return waitingFor;
  if (status.maybe('projection') !== undefined) return 'follows the log';
  return DETAILS[service]?.(status) ?? '';
}
