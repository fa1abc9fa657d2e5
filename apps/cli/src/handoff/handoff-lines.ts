import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint } from '../output/paint.ts';
import { counted, short } from '../output/words.ts';

export interface HandoffFacts {
  /** `/v1/handoff/epochs/:epoch` */
  handoff: Field;
  /** `/v1/handoff/epochs/:epoch/certificate`, where there is one */
  certificate: Field | undefined;
  labels: ReadonlyMap<string, string>;
}

const BAR_WIDTH = 24;

/** How an epoch ends or ended, as lines for people. */
export function handoffLines({ handoff, certificate, labels }: HandoffFacts): string[] {
  const epoch = handoff.get('epoch').number();
  return [
    `${paint('strong', `epoch ${epoch}`)}: ${closeOf(handoff.get('close'))}`,
    certificateOf(handoff.maybe('certificate')),
    '',
    ...attestationLines(handoff, labels),
    ...silentVotes(handoff, labels),
    ...outputLines(handoff),
    ...(certificate === undefined ? [] : itemLines(certificate, labels)),
  ];
}

const CLOSES: Readonly<Record<string, string>> = {
  certificate: 'every vote that the certificate waits for was in, or its grace was over',
  backstop: 'no certificate came in time: the backstop closed it',
  vote_quorum: 'a quorum of votes, as this protocol version closes',
};

function closeOf(close: Field): string {
  const round = close.maybe('closeRound')?.number();
  const votes = `${counted(close.get('voters').number(), 'vote')} of stake ${close.get('voteStake').number()}`;
  if (round === undefined) return paint('warning', `not closed, ${votes}`);
  const reason = close.maybe('reason')?.text() ?? 'unknown';
  return `${paint('good', `closed at round ${round}`)} with ${votes}; ${reason}: ${CLOSES[reason] ?? 'an unknown reason'}`;
}

function certificateOf(certificate: Field | undefined): string {
  if (certificate === undefined) return `certificate: ${paint('warning', 'none')}`;
  const [stake, quorum] = [certificate.get('stake').number(), certificate.get('quorum').number()];
  const signers = counted(certificate.get('signers').number(), 'signer');
  return `certificate: ${paint('good', signers)}, stake ${stake} where ${quorum} are needed, attestation ${short(certificate.get('attestationDigest').text())}`;
}

/** More than one attestation is a divergence: each is shown with who signed it. */
function attestationLines(handoff: Field, labels: ReadonlyMap<string, string>): string[] {
  const attestations = handoff.get('attestations').list();
  const most = Math.max(1, ...attestations.map((one) => one.get('stake').number()));
  const lines = attestations.flatMap((one) => {
    const stake = one.get('stake').number();
    const bar = '█'.repeat(Math.max(1, Math.round((stake / most) * BAR_WIDTH)));
    const signers = one.get('signers').list();
    return [
      `attestation ${short(one.get('attestationDigest').text())}: ${counted(one.get('items').number(), 'item')}, next committee ${short(one.get('nextCommitteeHash').text())}`,
      `  ${bar} stake ${stake}, signed by ${signers.map((signer) => called(signer.text(), labels)).join(', ')}`,
    ];
  });
  const split =
    attestations.length > 1 ? [paint('bad', `members signed ${attestations.length} different attestations`)] : [];
  return [...split, ...lines];
}

function silentVotes(handoff: Field, labels: ReadonlyMap<string, string>): string[] {
  const refused = handoff
    .get('votes')
    .list()
    .filter((vote) => !vote.get('signatureAccepted').boolean() && vote.maybe('attestationDigest') !== undefined);
  return refused.map((vote) =>
    paint('bad', `the signature of ${called(vote.get('authority').text(), labels)} was not accepted`),
  );
}

function outputLines(handoff: Field): string[] {
  const outputs = handoff.get('outputs').list();
  if (outputs.length === 0) return [];
  const rows = outputs.map((one) => {
    const agreed = one.maybe('agreed');
    return [
      `${one.get('output').text()} of ${short(one.get('keyId').text())}`,
      agreed === undefined
        ? paint('warning', 'not agreed')
        : paint('good', `agreed at round ${agreed.get('round').number()}`),
      agreed === undefined ? '' : short(agreed.get('digest').text()),
      counted(one.get('votes').list().length, 'vote'),
    ];
  });
  return ['', 'outputs of network keys:', ...columns(rows).map((line) => `  ${line}`)];
}

function itemLines(certificate: Field, labels: ReadonlyMap<string, string>): string[] {
  const rows = certificate
    .get('attestation')
    .get('items')
    .list()
    .map((item) => {
      const key = item.get('key');
      const about = key.maybe('validator');
      const subject = about === undefined ? short(key.get('keyId').text()) : called(about.text(), labels);
      return [key.get('type').text().replaceAll('_', ' '), subject, short(item.get('digest').text())];
    });
  return ['', 'certified:', ...columns(rows).map((line) => `  ${line}`)];
}
