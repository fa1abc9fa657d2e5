import { Command } from 'commander';
import { jsonOption } from '../arguments.ts';
import type { MigrateFlags } from '../database/migrate.ts';
import { documented } from '../help.ts';

export function databaseCommand(): Command {
  const database = new Command('database').description("a validator's tables");
  const migrate = database
    .command('migrate')
    .description("bring all tables to this version, as their owner; needed only where the node's own role may not")
    .requiredOption('--config <FILE>', "the node's configuration; BATON_DATABASE_URL overrides its role by the owner")
    .option('--grant-to <ROLE>', 'let this role read and write rows, and nothing more')
    .addOption(jsonOption('print what was done as JSON'))
    .action(async (flags: MigrateFlags) => {
      const { migrateDatabase } = await import('../database/migrate.ts');
      await migrateDatabase(flags);
    });
  documented(migrate, {
    examples: ['database migrate --config owner.json --grant-to baton_node'],
    exits: { 1: 'the database does not answer, or refuses' },
  });
  return database;
}
