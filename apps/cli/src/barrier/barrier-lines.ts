import type { Field } from '../json-input.ts';
import { paint, type Tone } from '../output/paint.ts';
import { counted, duration, moment, short } from '../output/words.ts';
import { closedBarrier } from '../status/read-status.ts';
import { remedyFor } from '../status/remedy.ts';

export interface BarrierFacts {
  /** `/v1/barrier/epochs/:epoch` */
  answer: Field;
  /** Rows of `/v1/blobs/wanted` about missing digests. */
  wanted: readonly Field[];
  nowMs: number;
}

const TONES: Readonly<Record<string, Tone>> = { ready: 'good', waiting: 'warning', rejected: 'bad' };
const REASONS: Readonly<Record<string, string>> = {
  no_certificate_required: 'nothing has to be handed over to this epoch',
  all_held: 'the certificate is verified and every output that it names is held',
  no_certificate: 'the certificate of the epoch before is not here, and no member asked gave one that verifies',
  missing_outputs: 'the certificate is verified, but outputs that it names are not held',
  prior_epoch_unknown: 'neither the epoch before nor its committee is known, so no certificate can be judged',
};

/** Whether an epoch may start here, and if not, what it waits for. */
export function barrierLines({ answer, wanted, nowMs }: BarrierFacts): string[] {
  const { epoch, state, reason, since, retries, missing } = closedBarrier(answer);
  const digest = answer.maybe('priorAttestationDigest')?.text();
  const readyAt = answer.maybe('readyAt')?.text();
  const waited = (readyAt === undefined ? nowMs : Date.parse(readyAt)) - Date.parse(since);
  const remedy = remedyFor({
    service: 'barrier',
    state: state === 'ready' ? 'ok' : 'waiting',
    waitingFor: reason,
    hold: null,
  });
  return [
    `${paint('strong', `epoch ${epoch}`)}: ${paint(TONES[state] ?? 'warning', state)}: ${REASONS[reason ?? ''] ?? reason ?? 'no reason given'}`,
    readyAt === undefined
      ? `since ${moment(since, nowMs)} (${duration(waited)}), looked ${counted(retries, 'time')}`
      : `ready at ${moment(readyAt, nowMs)}, ${duration(waited)} after the first look`,
    digest === undefined
      ? `certificate of epoch ${epoch - 1}: ${answer.get('requiresCertificate').boolean() ? 'not held' : 'not needed'}`
      : `certificate of epoch ${epoch - 1}: verified, attestation ${short(digest)}`,
    ...missing.map(({ output, keyId, digest: wantedDigest }) => missingLine(output, keyId, wantedDigest, wanted)),
    ...(remedy === null ? [] : ['', paint('strong', 'what to do'), `  ${remedy}`]),
  ];
}

function missingLine(output: string, keyId: string, digest: string, wanted: readonly Field[]): string {
  const search = wanted.find((one) => one.get('digest').text() === digest);
  const attempts = search?.maybe('attempts')?.number();
  const result = search?.maybe('lastResult')?.text();
  const tried =
    attempts === undefined
      ? ''
      : `, asked ${counted(attempts, 'time')}${result === undefined ? '' : `, last: ${result}`}`;
  return paint(
    'warning',
    `missing: ${output.replaceAll('_', ' ')} of ${short(keyId)}, digest ${short(digest)}${tried}`,
  );
}
