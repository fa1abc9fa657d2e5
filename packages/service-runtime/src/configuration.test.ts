import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectConfigurations } from './configuration.ts';
import {
  COMMON_KEYS,
  ConfigurationError,
  environmentName,
  LOG_KEYS,
  loadConfiguration,
  selectConfiguration,
} from './index.ts';
import { parseCommandLine } from './process.ts';

const schema = Type.Object({
  network: COMMON_KEYS.network,
  authority: COMMON_KEYS.authority,
  pollMs: Type.Integer({ minimum: 1, default: 500 }),
  submitter: Type.Optional(Type.Boolean()),
  servers: Type.Optional(Type.Array(Type.String())),
});
const authority = 'ab'.repeat(48);
const problemsOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

describe('selection', () => {
  test('a service gets its own keys only, with defaults', () => {
    expect(selectConfiguration(schema, { network: 'local', authority, other: 1 })).toEqual({
      network: 'local',
      authority,
      pollMs: 500,
    });
  });

  test('every bad key is named once and no value is repeated', () => {
    const bad = { network: 'Not A Network', authority: 'secret-looking', pollMs: 0, submitter: 'yes' };
    const problems = problemsOf(() => selectConfiguration(schema, bad));
    expect(problems.map(({ key }) => key).sort()).toEqual(['authority', 'network', 'pollMs', 'submitter']);
    expect(JSON.stringify(problems)).not.toContain('secret-looking');
  });

  test('missing keys of several services come in one error', () => {
    const other = Type.Object({ network: COMMON_KEYS.network, natsUrl: LOG_KEYS.natsUrl });
    const problems = problemsOf(() => selectConfigurations([schema, other], {}));
    expect(problems).toEqual([
      { key: 'network', problem: 'is required' },
      { key: 'authority', problem: 'is required' },
      { key: 'natsUrl', problem: 'is required' },
    ]);
  });
});

describe('sources', () => {
  let directory: string;
  const file = (name: string) => join(directory, name);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baton-configuration-'));
    await writeFile(file('good.json'), JSON.stringify({ network: 'local', pollMs: 10 }));
    await writeFile(file('text.json'), '{ network');
    await writeFile(file('list.json'), '[]');
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('the environment overrides the file, converted as the schema says', async () => {
    const env = { BATON_POLL_MS: '25', BATON_SUBMITTER: 'true', BATON_SERVERS: '["a","b"]', BATON_NETWORK: '' };
    expect(await loadConfiguration(file('good.json'), [schema], env)).toEqual({
      network: 'local',
      pollMs: 25,
      submitter: true,
      servers: ['a', 'b'],
    });
    expect(environmentName('coordinatorObjectId')).toBe('BATON_COORDINATOR_OBJECT_ID');
  });

  test.each(['absent.json', 'text.json', 'list.json'])('%s is refused as configuration', async (name) => {
    await expect(loadConfiguration(file(name), [schema], {})).rejects.toBeInstanceOf(ConfigurationError);
  });

  test('the command line takes a file and services, and nothing else', () => {
    expect(parseCommandLine(['--config', 'a.json', '--services', 'barrier, announcer'], {})).toEqual({
      config: 'a.json',
      services: ['barrier', 'announcer'],
    });
    expect(parseCommandLine([], { BATON_CONFIG: 'b.json' }).config).toBe('b.json');
    expect(() => parseCommandLine(['--cofnig', 'a.json'], {})).toThrow(ConfigurationError);
    expect(() => parseCommandLine(['positional'], {})).toThrow(ConfigurationError);
  });
});
