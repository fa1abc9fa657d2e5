import { InvalidArgumentError, Option } from 'commander';

function whole(what: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError(`${what} is a whole number`);
  return value;
}

export const epochArgument = (text: string): number => whole('an epoch', text);
export const roundArgument = (text: string): number => whole('a round', text);

/** A count from 1 to `max`. */
export function countArgument(max: number): (text: string) => number {
  return (text) => {
    const value = whole('a count', text);
    if (value < 1 || value > max) throw new InvalidArgumentError(`it must be from 1 to ${max}`);
    return value;
  };
}

const INTERVAL_SECONDS_MAX = 3_600;

export function secondsArgument(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > INTERVAL_SECONDS_MAX)
    throw new InvalidArgumentError(`seconds are a number above 0, up to ${INTERVAL_SECONDS_MAX}`);
  return value;
}

export interface NodeFlags {
  node?: string;
  console?: string;
  config?: string;
}

/** Whom to ask: `--node`, with `--console` also by name; or the configuration that says where it listens. */
export function nodeOptions(): Option[] {
  return [
    new Option(
      '--node <URL|NAME>',
      'internal address of a node (of several processes, with commas), or with --console its label',
    ).env('BATON_NODE'),
    new Option('--console <URL>', 'a console through which to ask').env('BATON_CONSOLE'),
    new Option('--config <FILE>', "the node's configuration, which says where it listens").env('BATON_CONFIG'),
  ];
}

export interface LogFlags extends NodeFlags {
  log?: string;
}

export function logOptions(): Option[] {
  return [
    new Option('--log <URL>', 'internal address of consensus-log; without it, through the console or the node').env(
      'BATON_LOG',
    ),
    ...nodeOptions(),
  ];
}

export const jsonOption = (what = 'print JSON, for programs'): Option => new Option('--json', what);
