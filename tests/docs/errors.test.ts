import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/run/errors.md`, 'utf8');

/** A literal in capitals, or a key of a table of codes. */
const LITERAL = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{5,})'|^\s+([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*): (?=['[])/gm;

/** What is written in capitals and is no code of Baton's, by what it is. */
const OTHER = {
  'signals and methods': ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP', 'DELETE', 'PATCH'],
  'errors of Node and of Postgres clients': /^(E[A-Z]+(_AGAIN)?|CONNECT(ION)?_[A-Z]+|UND_ERR_.*|ERR_.*)$/,
  'statuses of gRPC': ['RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED', 'DATA_LOSS', 'ABORTED', 'UNKNOWN', 'CANCELLED'],
  'environment variables': /^(BATON|OTEL)_|^NODE_(OPTIONS|ENV|EXTRA_CA_CERTS)$|^NO_COLOR$/,
  'headings of the command line': /^[A-Z]+$/,
} satisfies Record<string, readonly string[] | RegExp>;

/** Single words that are codes, since headings look like them. */
const SINGLE = ['TRUNCATED', 'OVERSIZED', 'MALFORMED', 'DUPLICATE', 'INTERNAL', 'FAILURE', 'UNAVAILABLE'];

function isOther(word: string): boolean {
  if (SINGLE.includes(word)) return false;
  return Object.values(OTHER).some((known) => (known instanceof RegExp ? known.test(word) : known.includes(word)));
}

function codesOfSource(): Set<string> {
  const files = globSync('{packages,services,apps}/*/src/**/*.ts', {
    cwd: ROOT,
    exclude: (path) =>
      /\.test\.ts$|\/testing\/|^apps\/(devchain|localnet|console)\/|^packages\/(testkit|telemetry)\//.test(path),
  });
  const found = files.flatMap((file) => [...readFileSync(ROOT + file, 'utf8').matchAll(LITERAL)]);
  return new Set(found.map((match) => match[1] ?? match[2] ?? '').filter((word) => !isOther(word)));
}

/** Codes in the first column of the page's tables. */
function codesOfPage(): Set<string> {
  const rows = page.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  return new Set(
    rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1] ?? '')),
  );
}

const missing = (from: Set<string>, all: Set<string>) => [...from].filter((code) => !all.has(code)).sort();

test('each error code in the source has its cause, fault and remedy on docs/run/errors.md', () => {
  expect(missing(codesOfSource(), codesOfPage())).toEqual([]);
});

test('each code on the page is one that the source gives', () => {
  const given = codesOfSource();
  // Derived from Fastify's codes at run time.
  for (const code of ['HTTP_BODY_TOO_LARGE', 'HTTP_INVALID_MEDIA_TYPE']) given.add(code);
  expect(missing(codesOfPage(), given)).toEqual([]);
});

test('no code stands on the page twice, and each row says whose fault it is', () => {
  const rows = page.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  const codes = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1]),
  );
  expect(codes.length).toBe(new Set(codes).size);
  expect(rows.filter((row) => !/\| (operator|author|sequencer|chain|caller) \|/.test(row))).toEqual([]);
});
