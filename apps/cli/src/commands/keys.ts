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
  const sequencer = keys
    .command('sequencer')
    .description("make the sequencer's key in a folder and print the sequencerKey that every node pins, as JSON")
    .argument('<DIR>', "a folder without a sequencer's key; made if it is not there")
    .addOption(jsonOption('JSON, which is the default'))
    .action(async (dir: string) => {
      const { makeSequencerKey } = await import('../keys.ts');
      await makeSequencerKey(dir);
    });
  const nats = keys
    .command('nats')
    .description('make an nkey in a folder, and print the public key for the configuration of nats-server as JSON')
    .argument('<DIR>', 'a folder without an nkey; made if it is not there')
    .addOption(jsonOption('JSON, which is the default'))
    .action(async (dir: string) => {
      const { makeNatsKey } = await import('../keys.ts');
      await makeNatsKey(dir);
    });
  documented(sequencer, {
    examples: ['keys sequencer /var/lib/baton-log/keys'],
    exits: { 2: 'the folder has the key already, or may not be written' },
  });
  documented(nats, {
    examples: ['keys nats /var/lib/baton/keys'],
    exits: { 2: 'the folder has an nkey already, or may not be written' },
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
