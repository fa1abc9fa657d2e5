import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint, type Tone } from '../output/paint.ts';
import { counted, duration, moment, short } from '../output/words.ts';
import { closedBarrier } from '../status/read-status.ts';
import { remedyFor } from '../status/remedy.ts';

export interface BarrierFacts {
  /** `/v1/barrier/epochs/:epoch` */
  answer: Field;
  labels: ReadonlyMap<string, string>;
  nowMs: number;
}

const TONES: Readonly<Record<string, Tone>> = { ready: 'good', waiting: 'warning', rejected: 'bad' };
const ANSWERS: Readonly<Record<string, Tone>> = { good: 'good', none: 'warning', bad: 'bad', failed: 'bad' };

/** Whether an epoch may start here, and if not, what it waits for and who was asked. */
export function barrierLines({ answer, labels, nowMs }: BarrierFacts): string[] {
  const { epoch, state, reason, since, retries, missing } = closedBarrier(answer);
  const readyAt = answer.maybe('readyAt')?.text();
  const waited = (readyAt === undefined ? nowMs : Date.parse(readyAt)) - Date.parse(since);
  const remedy =
    state === 'ready' ? null : remedyFor({ service: 'barrier', state: 'waiting', waitingFor: reason, hold: null });
  return [
    `${paint('strong', `epoch ${epoch}`)}: ${paint(TONES[state] ?? 'warning', state)}: ${answer.get('why').get('text').text()}`,
    readyAt === undefined
      ? `since ${moment(since, nowMs)} (${duration(waited)}), looked ${counted(retries, 'time')}`
      : `ready at ${moment(readyAt, nowMs)}, ${duration(waited)} after the first look`,
    certificateLine(answer.get('certificate')),
    ...missing.map(({ output, keyId, digest }) =>
      paint('warning', `missing: ${output.replaceAll('_', ' ')} of ${short(keyId)}, digest ${short(digest)}`),
    ),
    ...peerLines(answer.get('peers').list(), labels, nowMs),
    ...(remedy === null ? [] : ['', paint('strong', 'what to do'), `  ${remedy}`]),
  ];
}

function certificateLine(certificate: Field): string {
  const verdict = certificate.get('verdict').text();
  const signers = certificate.get('signers').list().length;
  const attestation = certificate.maybe('attestationDigest')?.text();
  return [
    `certificate of epoch ${certificate.get('epoch').number()}: ${verdict.replaceAll('_', ' ')}`,
    ...(signers > 0 ? [counted(signers, 'signer')] : []),
    ...(attestation === undefined ? [] : [`attestation ${short(attestation)}`]),
  ].join(', ');
}

function peerLines(peers: readonly Field[], labels: ReadonlyMap<string, string>, nowMs: number): string[] {
  if (peers.length === 0) return [];
  const rows = peers.map((one) => {
    const said = one.get('answer').text();
    const detail = one.maybe('detail')?.text();
    return [
      called(one.get('peer').text(), labels),
      one.get('url').text(),
      short(one.get('asked').text()),
      paint(ANSWERS[said] ?? 'warning', detail === undefined ? said : `${said}: ${detail}`),
      `${counted(one.get('attempts').number(), 'time')}, last ${moment(one.get('at').text(), nowMs)}`,
    ];
  });
  return ['', 'peers that were asked:', ...columns(rows).map((line) => `  ${line}`)];
}
