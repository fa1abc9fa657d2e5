import { Command } from 'commander';

export function keysCommand(): Command {
  const keys = new Command('keys').description("a validator's keys");
  keys
    .command('generate')
    .description('make new keys in a folder, readable by their owner only')
    .argument('<DIR>', 'a folder without keys')
    .action(async (dir: string) => {
      const { describeKeys, generateKeys, saveKeys } = await import('@baton/keys');
      const made = generateKeys();
      await saveKeys(dir, made);
      process.stdout.write(`${JSON.stringify(describeKeys(made), null, 2)}\n`);
    });
  keys
    .command('show')
    .description('print the public part of the keys in a folder')
    .argument('<DIR>', 'a folder with keys')
    .action(async (dir: string) => {
      const { describeKeys, loadKeys } = await import('@baton/keys');
      process.stdout.write(`${JSON.stringify(describeKeys(await loadKeys(dir)), null, 2)}\n`);
    });
  return keys;
}
