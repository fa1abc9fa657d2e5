import { Command } from 'commander';
import { jsonOption } from '../arguments.ts';
import type { DoctorFlags } from '../doctor/run-doctor.ts';
import { documented } from '../help.ts';

export function doctorCommand(): Command {
  const doctor = new Command('doctor')
    .description(
      'check what a node or consensus-log stands on: disk and fsync, durability of the log, versions, clocks, database and migrations, keys, chain, peers',
    )
    .requiredOption('--config <FILE>', 'configuration of a node or of consensus-log')
    .option('--nats-monitor <URL>', "nats-server's monitoring, where the configuration does not name it")
    .option('--strict', 'let warnings count as failures')
    .addOption(jsonOption('print the findings as JSON'))
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      process.exitCode = await runDoctor(flags);
    });
  return documented(doctor, {
    examples: [
      'doctor --config node.json --nats-monitor http://127.0.0.1:8222',
      'doctor --config consensus-log.json --strict',
      'doctor --config node.json --json | jq \'.findings[] | select(.verdict == "fail")\'',
    ],
    exits: { 0: 'nothing failed (with --strict: no warning either)', 1: 'a check failed; each says what to do' },
  });
}
