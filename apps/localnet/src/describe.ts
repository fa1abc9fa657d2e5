import type { LocalnetEvent, ValidatorState } from './events.ts';
import { certifies, type EpochReport } from './report.ts';

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** One finished epoch on one line. */
export function epochLine(report: EpochReport): string {
  const { durationsMs, joined, left, sessions } = report;
  const changes = [joined.length > 0 ? `${joined.length} joined` : '', left.length > 0 ? `${left.length} left` : ''];
  const members = [`${report.members.length} members`, ...changes.filter(Boolean)].join(', ');
  const { requested, completed, overshoot } = sessions;
  const users = `${completed} sessions completed, ${requested} asked for${overshoot > 0 ? `, OVERSHOT BY ${overshoot}` : ''}`;
  return [
    `epoch ${report.epoch}`,
    members,
    ...handoffParts(report),
    ...(requested + completed > 0 ? [users] : []),
    `${report.commits} commits, ${report.messages} messages`,
    seconds(durationsMs.close + durationsMs.turnover),
  ].join(' · ');
}

function handoffParts(report: EpochReport): string[] {
  if (!certifies(report)) return [`version ${report.protocolVersion}, no handoff`, `closed at ${report.closeRound}`];
  const digests = Object.values(report.attestationDigests);
  const agreed = new Set(digests).size > 1 ? 'ATTESTATIONS DIFFER' : `${digests.length} attest the same`;
  return [
    `${report.frozen.length} frozen, ${report.excluded.length} excluded`,
    `${agreed}, certificate of ${report.certificate.signers} signers`,
    `frozen at round ${report.freezeRound}, closed at ${report.closeRound}`,
  ];
}

/** One validator's live line. */
export function validatorLine(state: ValidatorState, committee: number): string {
  const of = (count: number) => `${count}/${committee}`;
  return [
    state.label.padEnd(13),
    state.phase.padEnd(10),
    `epoch ${String(state.epoch).padStart(3)}`,
    `round ${String(state.round).padStart(6)}`,
    `ready ${of(state.readySignals)}`,
    `frozen ${of(state.frozen)}`,
    `votes ${of(state.votes)}`,
    `certificate ${of(state.certificateSigners)}`,
  ].join('  ');
}

function consoleLine({ url, state, reason }: Extract<LocalnetEvent, { event: 'console' }>): string {
  if (state === 'failed') return `console: not available (${reason ?? 'it could not be started'})`;
  return `console: ${url ?? ''}${state === 'building' ? ' (its pages are being built)' : ''}`;
}

/** The lasting lines that an event is worth; none for what only the live lines show. */
export function eventLines(event: LocalnetEvent): string[] {
  switch (event.event) {
    case 'starting':
      return [`${event.resumed ? 'resuming' : 'making'} a network of ${event.validators} validators in ${event.dir}`];
    case 'ready':
      return [`everything runs after ${seconds(event.ms)}`];
    case 'console':
      return [consoleLine(event)];
    case 'epoch':
      return [epochLine(event.report)];
    case 'churn':
      return [`epoch ${event.epoch}: ${event.validator} ${event.change}`];
    case 'ended':
      return [
        `${event.part} ended by itself (${event.signal ?? `exit code ${event.code}`})`,
        ...event.lines.map((line) => `  ${line}`),
      ];
    case 'stopping':
      return [`stopping: ${event.reason}`];
    case 'check':
      return [`${event.ok ? 'ok' : 'FAILED'}: ${event.check}${event.detail === '' ? '' : ` (${event.detail})`}`];
    case 'certificates': {
      const last = event.files.at(-1);
      if (last === undefined) return [];
      return [
        `certificates: ${event.dir}`,
        `verify one:   npm run -s baton -- cert verify ${last.certificate} --committee ${last.committee}`,
      ];
    }
    case 'finished':
      return [`${event.ok ? 'all well' : 'NOT WELL'}: ${event.epochs} epochs in ${seconds(event.ms)}`];
    default:
      return [];
  }
}
