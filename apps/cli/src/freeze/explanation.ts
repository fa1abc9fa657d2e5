import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint, type Tone } from '../output/paint.ts';
import { counted, short } from '../output/words.ts';

const TONES: Readonly<Record<string, Tone>> = { frozen: 'good', carried: 'good', excluded: 'bad' };

/** What the freeze made of one name, from `/v1/freeze/epochs/:epoch/names/:name`, as lines for people. */
export function explanationLines(answer: Field, epoch: number, labels: ReadonlyMap<string, string>): string[] {
  const state = answer.get('state').text();
  const name = called(answer.get('name').text(), labels);
  const why = answer.get('why');
  return [
    `${paint('strong', name)} in epoch ${epoch}: ${paint(TONES[state] ?? 'warning', state)}`,
    `why: ${why.get('text').text()} (${why.get('code').text()})`,
    announcementLine(answer),
    ...digestLine(answer),
    '',
    ...stakeLines(answer, labels),
  ];
}

function announcementLine(answer: Field): string {
  const announcement = answer.maybe('announcement');
  if (announcement === undefined) return 'announced: nothing that the log holds';
  const digest = (announcement.maybe('digest') ?? announcement.maybe('blobHash'))?.text() ?? 'an unknown digest';
  const round = announcement.maybe('round')?.number();
  const relayed = announcement.maybe('relayed')?.raw() === true ? ', relayed by a member' : '';
  return `announced: ${short(digest)}${round === undefined ? '' : ` in round ${round}`}${relayed}`;
}

function digestLine(answer: Field): string[] {
  const digest = answer.maybe('digest')?.text();
  if (digest === undefined) return [];
  const source = answer.maybe('source')?.text();
  return [`frozen at: ${short(digest)}${source === undefined ? '' : `, by ${source}`}`];
}

function stakeLines(answer: Field, labels: ReadonlyMap<string, string>): string[] {
  const quorum = answer.get('quorumThreshold').number();
  const digests = answer.get('stakeByDigest').list();
  if (digests.length === 0) return [`no ready signal names it; a digest needs stake ${quorum}`];
  const rows = digests.map((one) => {
    const stake = one.get('stake').number();
    const signers = one.get('authorities').list();
    const reached = stake >= quorum;
    return [
      short(one.get('digest').text()),
      paint(reached ? 'good' : 'warning', `${stake} of ${quorum}`),
      `${counted(signers.length, 'ready signal')}: ${signers.map((signer) => called(signer.text(), labels)).join(', ')}`,
    ];
  });
  return ['stake behind each digest:', ...columns(rows).map((line) => `  ${line}`)];
}
