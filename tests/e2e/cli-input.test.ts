import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { baton } from './baton.ts';

const dir = mkdtempSync(join(tmpdir(), 'baton-input-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, value: unknown): string => {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};
const NOBODY = 'http://127.0.0.1:1';

/** Nothing of the surroundings may answer the question whom to ask. */
const env = { BATON_NODE: '', BATON_LOG: '', BATON_CONSOLE: '', BATON_CONFIG: '' };

describe('input that is no good', () => {
  it.each([
    ['nobody to ask', ['status'], /whom to ask/],
    ['a name without a console', ['status', '--node', 'validator-1'], /needs --console/],
    ['an address of another kind', ['status', '--node', 'http://'], /no http address/],
    ['a pace that is none', ['status', '--node', NOBODY, '--interval', '0'], /seconds are a number above 0/],
    ['no log to ask', ['log', 'tail'], /whom to ask/],
    ['no commits to show', ['log', 'tail', '--log', NOBODY, '--count', '0'], /from 1 to/],
    ['a round that is none', ['log', 'show', '1', 'last', '--log', NOBODY], /a round is a whole number/],
    [
      'an author nobody can make out',
      ['log', 'show', '1', '--log', NOBODY, '--author', 'me'],
      /give the whole authority/,
    ],
    [
      'an epoch that is none',
      ['freeze', 'explain', 'a', '--epoch', '-', '--node', NOBODY],
      /an epoch is a whole number/,
    ],
    ['no name to explain', ['freeze', 'explain', '--node', NOBODY], /missing required argument/],
    ['a configuration that is not there', ['doctor', '--config', '/no/such/file'], /cannot be read/],
    ['a configuration that lacks keys', ['doctor', '--config', file('empty.json', {})], /network is required/],
    ['a configuration that is a list', ['projection', 'verify', '--config', file('list.json', [])], /is not an object/],
    ['a projection nobody knows', ['projection', 'rebuild', '--config', 'x', '--only', 'blobs'], /Allowed choices/],
    [
      'a configuration without an address',
      ['status', '--config', file('portless.json', { databaseUrl: 'postgres://x' })],
      /lets the system choose its internalPort/,
    ],
    ['keys that are not there', ['keys', 'show', '/no/such/folder'], /KEY_FILE_MISSING/],
    ['a folder that keys may not be made in', ['keys', 'generate', file('taken', 1)], /cannot be used/],
    ['a shell nobody knows', ['complete', 'tcsh'], /Allowed choices are zsh, bash, fish/],
  ])('%s: one clear line and exit code 2', async (_name, args, message) => {
    const { exitCode, stdout, stderr } = await baton(args, { env });
    expect(String(stderr)).toMatch(message);
    expect(String(stderr).trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it.each([
    ['a node', ['freeze', 'show', '1', '--node', NOBODY]],
    ['a log', ['log', 'show', '1', '--log', NOBODY]],
    ['a log to follow', ['log', 'tail', '--log', NOBODY]],
  ])('%s that does not answer is a failure, not bad input', async (_name, args) => {
    const { exitCode, stderr } = await baton(args, { env });
    expect(stderr).toBe(`baton: ${NOBODY} does not answer`);
    expect(exitCode).toBe(1);
  });
});

describe('help', () => {
  it.each([
    [[]],
    [['status']],
    [['doctor']],
    [['log', 'tail']],
    [['log', 'show']],
    [['log', 'verify']],
    [['freeze', 'explain']],
    [['freeze', 'show']],
    [['handoff', 'show']],
    [['barrier', 'show']],
    [['cert', 'verify']],
    [['cert', 'show']],
    [['chain', 'committee']],
    [['projection', 'rebuild']],
    [['projection', 'verify']],
    [['keys', 'generate']],
    [['keys', 'show']],
    [['keys', 'sequencer']],
    [['keys', 'nats']],
    [['database', 'migrate']],
    [['node']],
    [['localnet']],
    [['devchain']],
    [['complete']],
  ])('of %j has examples and exit codes', async (command) => {
    const { exitCode, stdout } = await baton([...command, '--help']);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes:');
    expect(exitCode).toBe(0);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('has a script for %s that asks baton', async (shell) => {
    const { exitCode, stdout } = await baton(['complete', shell]);
    expect(stdout).toContain('baton complete --');
    expect(exitCode).toBe(0);
  });

  const offered = async (...words: string[]) => {
    const { stdout } = await baton(['complete', '--', ...words]);
    return String(stdout)
      .split('\n')
      .map((line) => line.split('\t')[0]);
  };

  it('knows commands, options, choices and files', async () => {
    expect(await offered('log', '')).toEqual(expect.arrayContaining(['tail', 'show', 'verify']));
    expect(await offered('status', '--wa')).toContain('--watch');
    expect(await offered('projection', 'rebuild', '--only', '')).toEqual(expect.arrayContaining(['freeze', 'handoff']));
    expect(await offered('cert', 'verify', `${dir}/emp`)).toContain(join(dir, 'empty.json'));
  });
});
