import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { BOUNDS, defaultGraceRounds, type LocalnetOptions, OptionError, parseNumber } from './options.ts';

interface Flags {
  validators: number;
  epochs: number;
  epochSeconds: number;
  blobKib: number;
  graceRounds?: number;
  dir?: string;
  report?: string;
  networkKeyOutput?: string;
  reconfigurationOutput?: string;
  json?: boolean;
}

/** `baton localnet`, and what `npm start` runs. */
export function localnetCommand(): Command {
  return new Command('localnet')
    .description('run a whole committee on this machine through its epochs, and tell how it goes')
    .option('--validators <N>', 'validators of the committee', whole('validators'), 4)
    .option('--epochs <N>', 'epochs to finish; 0 runs until it is stopped', whole('epochs'), 3)
    .option('--epoch-seconds <S>', 'length of an epoch', whole('epochSeconds'), 10)
    .option('--blob-kib <N>', "size of each validator's key material", whole('blobKib'), 512)
    .option(
      '--grace-rounds <N>',
      'both grace periods, in rounds (50; for epochs under a minute a twelfth of them)',
      whole('graceRounds'),
    )
    .option('--dir <DIR>', 'where to keep the state; a second run with it resumes')
    .option('--report <FILE>', 'write what happened as JSON')
    .option('--network-key-output <FILE>', "bytes to use as the network key's DKG output")
    .option('--reconfiguration-output <FILE>', 'bytes to use as the reconfiguration output')
    .option('--json', 'tell the progress as JSON lines on stdout')
    .allowExcessArguments(false)
    .action(async (flags: Flags, command: Command) => {
      let options: LocalnetOptions;
      try {
        options = toOptions(flags);
      } catch (error) {
        if (error instanceof OptionError) command.error(`error: ${error.message}`);
        throw error;
      }
      const { execute } = await import('./execute.ts');
      process.exitCode = await execute(options, flags.json === true);
    });
}

function whole(name: keyof typeof BOUNDS) {
  const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return (text: string): number => {
    try {
      return parseNumber(option, text, BOUNDS[name]);
    } catch (error) {
      throw error instanceof OptionError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

function toOptions(flags: Flags): LocalnetOptions {
  return {
    validators: flags.validators,
    epochs: flags.epochs,
    epochSeconds: flags.epochSeconds,
    blobKib: flags.blobKib,
    graceRounds: flags.graceRounds ?? defaultGraceRounds(flags.epochSeconds),
    dir: flags.dir === undefined ? undefined : folder('--dir', flags.dir),
    report: flags.report === undefined ? undefined : target('--report', flags.report),
    networkKeyOutput: readable('--network-key-output', flags.networkKeyOutput),
    reconfigurationOutput: readable('--reconfiguration-output', flags.reconfigurationOutput),
  };
}

function readable(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const whole = resolve(path);
  if (!existsSync(whole) || !statSync(whole).isFile()) throw new OptionError(`${option} ${path} is no file`);
  if (statSync(whole).size === 0) throw new OptionError(`${option} ${path} is empty`);
  return whole;
}

function folder(option: string, path: string): string {
  const whole = resolve(path);
  if (existsSync(whole) && !statSync(whole).isDirectory()) throw new OptionError(`${option} ${path} is no folder`);
  return whole;
}

function target(option: string, path: string): string {
  const whole = resolve(path);
  if (existsSync(whole) && !statSync(whole).isFile()) throw new OptionError(`${option} ${path} is no file`);
  if (!existsSync(resolve(whole, '..')))
    throw new OptionError(`${option} ${path} lies in a folder that does not exist`);
  return whole;
}
