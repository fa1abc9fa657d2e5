import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint } from '../output/paint.ts';
import { byteSize, counted, short } from '../output/words.ts';

/** Who writes the log's own records. docs/spec/wire.md */
const SEQUENCER = /^0{96}$/;

type Labels = ReadonlyMap<string, string>;

const time = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
const authorOf = (message: Field, labels: Labels): string => {
  const author = message.maybe('author')?.text();
  if (author === undefined) return 'unknown';
  return SEQUENCER.test(author) ? 'the sequencer' : called(author, labels);
};
const kindOf = (message: Field): string => message.maybe('kind')?.text() ?? 'unreadable';

/** A commit of the live stream on one line. */
export function tailLine(event: Field, messages: readonly Field[], labels: Labels): string {
  const place = `epoch ${event.get('epoch').number()} round ${event.get('round').number()}`;
  const said = messages.map((message) => `${kindOf(message)} by ${authorOf(message, labels)}`);
  return `${paint('quiet', time(event.get('timestampMs').number()))}  ${place}  ${said.length === 0 ? paint('quiet', 'empty') : said.join(', ')}`;
}

/** Messages as a list, one line each. */
export function messageLines(items: readonly Field[], labels: Labels): string[] {
  const header = ['SEQUENCE', 'ROUND', 'TIME', 'KIND', 'AUTHOR', 'SIZE', ''].map((title) => paint('strong', title));
  const rows = items.map((message) => [
    String(message.get('sequence').number()),
    String(message.get('round').number()),
    time(message.get('timestampMs').number()),
    kindOf(message),
    authorOf(message, labels),
    byteSize(message.get('bytes').number()),
    droppedOf(message),
  ]);
  return columns([header, ...rows]);
}

/** Commits as a list, one line each. */
export function commitLines(items: readonly Field[]): string[] {
  const header = ['ROUND', 'TIME', 'SEQUENCE', 'MESSAGES', 'DIGEST'].map((title) => paint('strong', title));
  const rows = items.map((commit) => [
    String(commit.get('round').number()),
    time(commit.get('timestampMs').number()),
    String(commit.get('sequence').number()),
    kindsOf(commit.get('kinds')),
    short(commit.get('digest').text()),
  ]);
  return columns([header, ...rows]);
}

/** One commit with all that the given messages of it say. */
export function commitPage(commit: Field, messages: readonly Field[], labels: Labels): string[] {
  return [
    `${paint('strong', `round ${commit.get('round').number()}`)} at ${time(commit.get('timestampMs').number())}, ${counted(messages.length, 'message')}, digest ${commit.get('digest').text()}`,
    ...messages.flatMap((message) => [
      '',
      `${paint('strong', kindOf(message))} by ${authorOf(message, labels)}, sequence ${message.get('sequence').number()}${traceOf(message)} ${droppedOf(message)}`.trimEnd(),
      ...bodyLines(message.maybe('body')),
    ]),
  ];
}

function bodyLines(body: Field | undefined): string[] {
  if (body === undefined) return [];
  return JSON.stringify(body.raw(), null, 2)
    .split('\n')
    .map((line) => `  ${line}`);
}

function traceOf(message: Field): string {
  const trace = message.maybe('traceId')?.text();
  return trace === undefined ? '' : `, trace ${trace}`;
}

function droppedOf(message: Field): string {
  const code = message.maybe('dropped')?.text();
  return code === undefined ? '' : paint('bad', `dropped by readers: ${code}`);
}

function kindsOf(kinds: Field): string {
  const named = kinds.names().map((kind) => `${kinds.get(kind).number()} ${kind}`);
  return named.length === 0 ? '' : named.join(', ');
}
