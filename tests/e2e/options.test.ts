import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@baton/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { baton } from './baton.ts';

/** The folder of a network of four that was made in an earlier run. */
const made = temporaryFolder('options');
writeFileSync(
  join(made, 'network.json'),
  JSON.stringify({
    epochSeconds: 10,
    protocolVersion: 4,
    validators: [0, 1, 2, 3].map((index) => ({ label: `validator-${index}`, joinsAt: 1, leavesAt: null })),
  }),
);
afterAll(() => rmSync(made, { recursive: true, force: true }));

describe('bad input on the command line', () => {
  it.each([
    ['a number that is none', ['localnet', '--validators', 'four'], /--validators must be a whole number/],
    ['too few validators', ['localnet', '--validators', '2'], /--validators must be between 3 and 32/],
    ['a fraction of a second', ['localnet', '--epoch-seconds', '0.5'], /--epoch-seconds must be a whole number/],
    ['an option nobody knows', ['localnet', '--churns'], /unknown option '--churns'/],
    ['a version nobody knows', ['localnet', '--protocol-version', '5'], /--protocol-version must be 3 or 4/],
    ['an upgrade of the newest', ['localnet', '--upgrade-at', '2'], /--upgrade-at needs --protocol-version 3/],
    ['a join at the beginning', ['localnet', '--join-at', '1'], /--join-at must be between 2 and/],
    ['too small a committee', ['localnet', '--leave-at', '2', '--leave-at', '3'], /would have 2 validators/],
    [
      'too small a committee of a network that is there',
      ['localnet', '--dir', made, '--leave-at', '2', '--leave-at', '3'],
      /would have 2 validators/,
    ],
    ['a script that is not there', ['localnet', '--churn', '/no/such/file'], /--churn .* cannot be read/],
    ['a script that is none', ['localnet', '--churn', 'package.json'], /--churn package.json/],
    [
      'a report where no folder is',
      ['localnet', '--report', '/no/such/folder/report.json'],
      /--report .* does not exist/,
    ],
    [
      'outputs that are not there',
      ['localnet', '--network-key-output', '/no/such/file'],
      /--network-key-output .* is no file/,
    ],
    ['a directory that is a file', ['localnet', '--dir', 'package.json'], /--dir package.json is no folder/],
    ['an argument too many', ['localnet', 'please'], /too many arguments/],
    ['a command nobody knows', ['frobnicate'], /unknown command 'frobnicate'/],
    [
      'a certificate that is not there',
      ['cert', 'verify', '/no/cert', '--committee', '/no/committee'],
      /\/no\/cert cannot be read/,
    ],
    [
      'an epoch that is none',
      ['handoff', 'show', 'last', '--node', 'http://127.0.0.1:1'],
      /an epoch is a whole number/,
    ],
    ['a configuration that is none', ['log', 'verify', '1', '--config', 'README.md'], /README.md is not JSON/],
  ])('%s: one clear line and exit code 2', async (_name, args, message) => {
    const { exitCode, stdout, stderr } = await baton(args);
    expect(String(stderr)).toMatch(message);
    expect(String(stderr).trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
