import { columns } from '../output/columns.ts';
import { paint, type Tone } from '../output/paint.ts';
import { duration, moment, short } from '../output/words.ts';
import type { NodeStatus, ServiceState, ServiceStatus } from './document.ts';

const TONES: Readonly<Record<ServiceState, Tone>> = {
  ok: 'good',
  idle: 'quiet',
  catching_up: 'warning',
  waiting: 'warning',
  stalled: 'bad',
};
const HEADER = ['SERVICE', 'STATE', 'EPOCH', 'ROUND', 'LAG', 'SINCE', ''];

/** The one screen of `baton status`. */
export function statusLines(status: NodeStatus): string[] {
  const nowMs = Date.parse(status.at);
  const rows = status.services.map((service) => row(service, nowMs));
  return [
    titleOf(status),
    '',
    ...(rows.length === 0 ? [] : columns([HEADER.map((title) => paint('strong', title)), ...rows])),
    ...status.unreachable.map((address) => paint('bad', `${address} does not answer`)),
    ...logLines(status, nowMs),
    ...barrierLines(status, nowMs),
    ...remedyLines(status),
  ];
}

function titleOf({ label, authority, epoch, protocolVersion, ok, services }: NodeStatus): string {
  const name = [label, authority === null ? null : short(authority)].filter((part) => part !== null).join(' ');
  const at = epoch === null ? 'no epoch seen on the chain' : `epoch ${epoch}, protocol version ${protocolVersion}`;
  if (services.length === 0) return paint('bad', 'the node does not answer');
  const verdict = ok ? paint('good', 'all well') : paint('warning', 'not all well');
  return [paint('strong', name === '' ? 'node' : name), at, verdict].join(' · ');
}

function row(service: ServiceStatus, nowMs: number): string[] {
  const { state, epoch, round, since } = service;
  return [
    service.service,
    paint(TONES[state], state.replace('_', ' ')),
    numberOr(epoch),
    numberOr(round),
    lagOf(service),
    since === null ? '' : `${moment(since, nowMs)} (${duration(nowMs - Date.parse(since))})`,
    service.detail,
  ];
}

function lagOf({ lagCommits, lagSeconds, etaSeconds, state }: ServiceStatus): string {
  if (lagCommits === null) return '';
  if (lagCommits === 0) return '0';
  const time = lagSeconds === null ? '' : ` (${duration(lagSeconds * 1_000)})`;
  const eta = state !== 'catching_up' ? '' : etaSeconds === null ? ', no ETA' : `, ETA ${duration(etaSeconds * 1_000)}`;
  return `${lagCommits}${time}${eta}`;
}

const numberOr = (value: number | null): string => (value === null ? '' : String(value));

function logLines({ log, logProblem }: NodeStatus, nowMs: number): string[] {
  if (logProblem !== null) return ['', paint('bad', `log: ${logProblem}`)];
  if (log === null) return [];
  const { epoch, round, timestampMs, role, closed } = log;
  const age = duration(Math.max(0, nowMs - timestampMs));
  return ['', `log: epoch ${epoch}, round ${round}, last commit ${age} ago, ${role}${closed ? ', closed' : ''}`];
}

function barrierLines({ barrier }: NodeStatus, nowMs: number): string[] {
  return barrier.flatMap(({ epoch, state, reason, since, retries, missing }) => [
    '',
    paint(
      state === 'rejected' ? 'bad' : 'warning',
      `barrier of epoch ${epoch}: ${state} (${reason ?? 'no reason given'}) for ${duration(nowMs - Date.parse(since))}, looked ${retries} times`,
    ),
    ...missing.map(({ output, keyId, digest }) => `  missing: ${output} of ${short(keyId)}, digest ${short(digest)}`),
  ]);
}

function remedyLines({ services }: NodeStatus): string[] {
  const remedies = services.flatMap(({ service, remedy }) => (remedy === null ? [] : [`  ${service}: ${remedy}`]));
  return remedies.length === 0 ? [] : ['', paint('strong', 'what to do'), ...remedies];
}
