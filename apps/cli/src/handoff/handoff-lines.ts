import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint } from '../output/paint.ts';
import { counted, short } from '../output/words.ts';
import { itemLines } from './item-lines.ts';

export interface HandoffFacts {
  /** `/v1/handoff/epochs/:epoch` */
  handoff: Field;
  /** `/v1/handoff/epochs/:epoch/attestation`: each one that was signed, decoded */
  attested: readonly Field[];
  labels: ReadonlyMap<string, string>;
}

const BAR_WIDTH = 24;

/** How an epoch ends or ended, as lines for people. */
export function handoffLines({ handoff, attested, labels }: HandoffFacts): string[] {
  const epoch = handoff.get('epoch').number();
  return [
    `${paint('strong', `epoch ${epoch}`)}: ${closeOf(handoff)}`,
    certificateOf(handoff.maybe('certificate')),
    '',
    ...attestationLines(handoff, labels),
    ...missingVotes(handoff, labels),
    ...outputLines(handoff),
    ...itemLines(attested, labels),
  ];
}

function closeOf(handoff: Field): string {
  const close = handoff.get('close');
  const round = close.maybe('closeRound')?.number();
  const why = handoff.maybe('decision')?.get('why').get('text').text();
  const votes = `${counted(close.get('voters').number(), 'vote')} of stake ${close.get('voteStake').number()}`;
  const reason = close.maybe('reason')?.text();
  const verdict = round === undefined ? paint('warning', 'not closed') : paint('good', `closed at round ${round}`);
  return `${verdict}, ${votes}${reason === undefined ? '' : `, by ${reason}`}${why === undefined ? '' : `: ${why}`}`;
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

/** Votes whose signature does not count, and members that have not voted. */
function missingVotes(handoff: Field, labels: ReadonlyMap<string, string>): string[] {
  const refused = handoff
    .get('votes')
    .list()
    .filter((vote) => !vote.get('signatureAccepted').boolean() && vote.maybe('attestationDigest') !== undefined);
  const absent = handoff.get('notVoted').list();
  return [
    ...refused.map((vote) =>
      paint('bad', `the signature of ${called(vote.get('authority').text(), labels)} was not accepted`),
    ),
    ...(absent.length === 0 ? [] : [`have not voted: ${absent.map((one) => called(one.text(), labels)).join(', ')}`]),
  ];
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
