import { Command } from 'commander';
import { jsonOption } from '../arguments.ts';
import { documented } from '../help.ts';

export function keysCommand(): Command {
  const keys = new Command('keys').description("a validator's keys");
  const generate = keys
    .command('generate')
    .description('make new keys in a folder, readable by their owner only, and print their public part as JSON')
    .argument('<DIR>', 'a folder without keys; made if it is not there')
    .addOption(jsonOption('JSON, which is the default'))
    .action(async (dir: string) => {
      const { makeKeys } = await import('../keys.ts');
      await makeKeys(dir);
    });
  const show = keys
    .command('show')
    .description('print the public part of the keys in a folder as JSON')
    .argument('<DIR>', 'a folder with keys')
    .addOption(jsonOption('JSON, which is the default'))
    .action(async (dir: string) => {
      const { showKeys } = await import('../keys.ts');
      await showKeys(dir);
    });
  documented(generate, {
    examples: ['keys generate /var/lib/baton/keys'],
    exits: { 2: 'the folder has keys already, or may not be written' },
  });
  documented(show, {
    examples: ['keys show /var/lib/baton/keys', 'keys show /var/lib/baton/keys | jq -r .authority'],
    exits: { 2: 'a key is missing, malformed or readable by others' },
  });
  return keys;
}
