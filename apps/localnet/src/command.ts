import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { ChurnEvent } from './churn.ts';
import { Layout } from './layout.ts';
import {
  BOUNDS,
  defaultGraceRounds,
  type LocalnetOptions,
  NEWEST_PROTOCOL_VERSION,
  OptionError,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
  parseNumber,
} from './options.ts';

const DEFAULT_EPOCHS = 3;

interface Flags {
  validators: number;
  epochs?: number;
  epochSeconds: number;
  blobKib: number;
  graceRounds?: number;
  dir?: string;
  report?: string;
  networkKeyOutput?: string;
  reconfigurationOutput?: string;
  json?: boolean;
  churn?: string | true;
  joinAt: number[];
  leaveAt: number[];
  protocolVersion: ProtocolVersion;
  upgradeAt?: number;
  sessionsPerSecond: number;
  console: boolean;
  consolePort: number;
}

/** `baton localnet`, and what `npm start` runs. */
export function localnetCommand(): Command {
  return new Command('localnet')
    .description('run a whole committee on this machine through its epochs, and tell how it goes')
    .option('--validators <N>', 'validators of the committee', whole('validators'), 4)
    .option(
      '--epochs <N>',
      'epochs to finish; 0 runs until it is stopped (3; with --churn as long as its script)',
      whole('epochs'),
    )
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
    .option(
      '--churn [FILE]',
      'let validators join, leave and restart, and make network keys, by a script (or 10 epochs)',
    )
    .option('--join-at <E>', 'a validator joins, and sits from epoch E on; may be given again', each('joinAt'), [])
    .option(
      '--leave-at <E>',
      'a validator leaves, and does not sit from epoch E on; may be given again',
      each('leaveAt'),
      [],
    )
    .option('--protocol-version <3|4>', 'protocol version of the first epoch', version, NEWEST_PROTOCOL_VERSION)
    .option('--upgrade-at <E>', 'the epoch from which all validators vote for version 4', whole('upgradeAt'))
    .option('--sessions-per-second <N>', 'user sessions to ask for', whole('sessionsPerSecond'), 0)
    .option('--console-port <N>', "port of the network's console (any that is free)", whole('consolePort'), 0)
    .option('--no-console', 'serve no console')
    .option('--json', 'tell the progress as JSON lines on stdout')
    .addHelpText(
      'after',
      '\nA script for --churn: {"epochs": 4, "events": [{"epoch": 2, "do": "join"}]}; what it can do: docs/run/cli.md#localnet',
    )
    .allowExcessArguments(false)
    .action(async (flags: Flags, command: Command) => {
      let options: LocalnetOptions;
      try {
        options = await toOptions(flags);
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

function each(name: keyof typeof BOUNDS) {
  const one = whole(name);
  return (text: string, before: number[]): number[] => [...before, one(text)];
}

function version(text: string): ProtocolVersion {
  const known = PROTOCOL_VERSIONS.find((one) => String(one) === text);
  if (known === undefined)
    throw new InvalidArgumentError(`--protocol-version must be ${PROTOCOL_VERSIONS.join(' or ')}`);
  return known;
}

/** What checks a script is loaded here, so that the command line of everything else starts quickly. */
export async function toOptions(flags: Flags): Promise<LocalnetOptions> {
  const { BUILT_IN_CHURN, foundingTenures, planTenures, readChurnScript } = await import('./churn.ts');
  const script =
    flags.churn === undefined ? undefined : flags.churn === true ? BUILT_IN_CHURN : readChurnScript(flags.churn);
  const churn: ChurnEvent[] = [
    ...(script?.events ?? []),
    ...flags.joinAt.map((epoch) => ({ epoch, do: 'join' as const })),
    ...flags.leaveAt.map((epoch) => ({ epoch, do: 'leave' as const })),
  ];
  const dir = flags.dir === undefined ? undefined : folder('--dir', flags.dir);
  // Of a network that is there, who belongs to it is known when it is opened; this is checked then.
  const isNew = dir === undefined || !existsSync(new Layout(dir).network);
  if (isNew) planTenures(foundingTenures(flags.validators), churn);
  if (flags.upgradeAt !== undefined && flags.protocolVersion === NEWEST_PROTOCOL_VERSION)
    throw new OptionError('--upgrade-at needs --protocol-version 3: version 4 is the newest');
  return {
    validators: flags.validators,
    epochs: flags.epochs ?? script?.epochs ?? DEFAULT_EPOCHS,
    churn,
    protocolVersion: flags.protocolVersion,
    upgradeAt: flags.upgradeAt,
    sessionsPerSecond: flags.sessionsPerSecond,
    consolePort: flags.console ? flags.consolePort : undefined,
    epochSeconds: flags.epochSeconds,
    blobKib: flags.blobKib,
    graceRounds: flags.graceRounds ?? defaultGraceRounds(flags.epochSeconds),
    dir,
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
