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
    ...absentLines(answer, labels),
  ];
}

function announcementLine(answer: Field): string {
  const announcement = answer.maybe('announcement');
  if (announcement === undefined) return 'announced: nothing that the log holds';
  const relayed = announcement.get('relayed').boolean() ? ', relayed by members' : '';
  return `announced: ${short(announcement.get('digest').text())} in round ${announcement.get('round').number()}${relayed}`;
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
      paint(reached ? 'good' : 'warning', `stake ${stake}, quorum ${quorum}`),
      `${counted(signers.length, 'ready signal')}: ${signers.map((signer) => called(signer.text(), labels)).join(', ')}`,
    ];
  });
  return ['stake behind each digest:', ...columns(rows).map((line) => `  ${line}`)];
}

/** Whose word is not behind it: members that signalled without it, and members that did not signal. */
function absentLines(answer: Field, labels: ReadonlyMap<string, string>): string[] {
  const others = answer.get('notAttestedBy').list();
  const silent = answer.get('notSignalled').list();
  const names = (authorities: readonly string[]) => authorities.map((one) => called(one, labels)).join(', ');
  const without = others.map((one) => one.get('authority').text());
  return [
    ...(without.length > 0 ? [`signalled without it: ${names(without)}`] : []),
    ...(silent.length > 0 ? [`did not signal: ${names(silent.map((one) => one.text()))}`] : []),
  ];
}
