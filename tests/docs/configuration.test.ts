import { readFileSync } from 'node:fs';
import { service as aggregator } from '@baton/aggregator';
import { service as announcer } from '@baton/announcer';
import { service as barrier } from '@baton/barrier';
import { service as blobService } from '@baton/blob-service';
import { service as consensusLog } from '@baton/consensus-log';
import { service as console_ } from '@baton/console-gateway';
import { service as freezeProjector } from '@baton/freeze-projector';
import { RUNTIME_KEYS } from '@baton/service-runtime';
import { service as sessionRunner } from '@baton/session-runner';
import { service as suiSyncer } from '@baton/sui-syncer';
import { describe, expect, test } from 'vitest';

interface Schema {
  properties: Record<string, Property>;
  required?: readonly string[];
}

interface Property {
  default?: unknown;
  description?: string;
}

const SERVICES: { name: string; config: unknown }[] = [
  { name: 'consensus-log', config: consensusLog.config },
  { name: 'freeze-projector', config: freezeProjector.config },
  { name: 'aggregator', config: aggregator.config },
  { name: 'announcer', config: announcer.config },
  { name: 'blob-service', config: blobService.config },
  { name: 'barrier', config: barrier.config },
  { name: 'sui-syncer', config: suiSyncer.config },
  { name: 'session-runner', config: sessionRunner.config },
  { name: 'console', config: console_.config },
];

const page = readFileSync(new URL('../../docs/run/configuration.md', import.meta.url), 'utf8');
const rows = new Map(
  page.split('\n').flatMap((line) => {
    const [, key, readBy, standard, meaning] = line.split('|').map((cell) => cell.trim());
    const name = /^(?:\*\*)?`([a-zA-Z]+)`(?:\*\*)?$/.exec(key ?? '')?.[1];
    return name === undefined
      ? []
      : [[name, { readBy: readBy ?? '', standard: standard ?? '', meaning: meaning ?? '' }]];
  }),
);

const properties = new Map<string, { property: Property; readers: string[]; required: boolean }>();
for (const { name, config } of [{ name: '', config: { properties: RUNTIME_KEYS } }, ...SERVICES]) {
  const schema = config as Schema;
  for (const [key, property] of Object.entries(schema.properties)) {
    const known = properties.get(key) ?? { property, readers: [], required: false };
    known.readers.push(name);
    known.required ||= (schema.required ?? []).includes(key) && !('default' in property);
    properties.set(key, known);
  }
}

test('every key of every service stands on docs/run/configuration.md, and no other', () => {
  expect([...rows.keys()].sort()).toEqual([...properties.keys()].sort());
});

/** In the schema, or, for keys without one there, as the description tells it. */
function defaultOf({ default: standard, description = '' }: Property): string | undefined {
  if (standard !== undefined) return String(standard);
  return /[Dd]efault ([^\s:;]+)/.exec(description)?.[1];
}

describe.each([...properties])('%s', (key, { property, readers, required }) => {
  const row = rows.get(key);

  test('has the default of its schema', () => {
    const standard = defaultOf(property);
    // Words and machine-dependent folders can't be compared as they stand.
    if (standard === undefined || !/^([\d.,]+|true|false|none|info|_INBOX)$/.test(standard)) return;
    if (standard === 'none') expect(row?.standard).toBe('none');
    else expect(row?.standard.replace(/[`[\]]/g, '')).toMatch(new RegExp(`^${standard.replaceAll('.', '\\.')}(,|$)`));
  });

  test('is required where its schema says so', () => {
    if (required && !row?.standard.startsWith('own')) expect(row?.standard).toMatch(/^required/);
    else if (!required) expect(row?.standard).not.toBe('required');
  });

  test('names who reads it', () => {
    if (/^(as |every |all )/.test(row?.readBy ?? '')) return;
    expect(readers.filter((reader) => !`${row?.readBy} ${row?.meaning}`.includes(reader))).toEqual([]);
  });
});
