import { InvalidArgumentError, Option } from 'commander';

export function epochArgument(text: string): number {
  const epoch = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(epoch)) throw new InvalidArgumentError('an epoch is a whole number');
  return epoch;
}

/** Address of a node's internal listener. */
export function nodeOption(): Option {
  return new Option('--node <URL>', "address of a node's internal listener").env('BATON_NODE').makeOptionMandatory();
}
