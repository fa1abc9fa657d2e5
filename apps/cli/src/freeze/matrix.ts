import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint, type Tone } from '../output/paint.ts';
import { counted, short } from '../output/words.ts';

const TONES: Readonly<Record<string, Tone>> = {
  frozen: 'good',
  excluded: 'bad',
  pending: 'warning',
  not_named: 'quiet',
};
const HEADER = ['VALIDATOR', 'STATE', 'WHY', 'DIGEST', 'STAKE', 'ANNOUNCED'];

/** One epoch's freeze, from `/v1/freeze/epochs/:epoch`, as lines for people. */
export function freezeLines(answer: Field, labels: ReadonlyMap<string, string>): string[] {
  const epoch = answer.get('epoch').number();
  const status = answer.get('status');
  const frozen = answer.get('isFrozen').boolean();
  const round = status.maybe('freezeRound')?.number();
  const quorum = status.maybe('quorumRound')?.number();
  const verdict = frozen
    ? paint('good', `frozen at round ${round ?? 'unknown'}`)
    : paint('warning', round === undefined ? 'open' : `froze nothing at round ${round}`);
  const rows = answer
    .get('names')
    .list()
    .map((name) => row(name, labels));
  return [
    `${paint('strong', `epoch ${epoch}`)}: ${verdict}`,
    `${counted(status.get('announcements').number(), 'announcement')}, ${counted(status.get('readySigners').number(), 'ready signal')} of stake ${status.get('readyStake').number()}; ${
      quorum === undefined
        ? 'no quorum of ready signals yet'
        : `quorum at round ${quorum}, then at most ${counted(status.get('graceRounds').number(), 'round')} of grace`
    }`,
    '',
    ...columns([HEADER.map((title) => paint('strong', title)), ...rows]),
  ];
}

function row(name: Field, labels: ReadonlyMap<string, string>): string[] {
  const outcome = name.get('outcome').text();
  const [most, ...others] = name.get('digests').list();
  const announced = name.maybe('announced')?.text();
  return [
    called(name.get('name').text(), labels),
    paint(TONES[outcome] ?? 'warning', outcome.replace('_', ' ')),
    name.get('reason').text().replaceAll('_', ' '),
    most === undefined ? '' : `${short(most.get('digest').text())}${others.length > 0 ? ` +${others.length}` : ''}`,
    most === undefined ? '0' : String(most.get('stake').number()),
    announced === undefined ? 'no' : short(announced),
  ];
}
