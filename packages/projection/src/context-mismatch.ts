import { StopError } from '@baton/log';
import type { Epoch } from '@baton/protocol';
import { canonicalJson } from './canonical-json.ts';

/** A fact as the log records it and as this validator knows it. */
export type ComparedFact = [field: string, log: unknown, own: unknown];

/** Throws EPOCH_CONTEXT_MISMATCH, which names the fields, unless log and own view agree in all of them. */
export function checkFacts(record: string, epoch: Epoch, facts: readonly ComparedFact[]): void {
  const differences = facts.filter(([, log, own]) => canonicalJson(log) !== canonicalJson(own));
  if (differences.length === 0) return;
  throw new StopError(
    'EPOCH_CONTEXT_MISMATCH',
    `the log's ${record} of epoch ${epoch} differs from this validator's own view in ${differences.map(([field]) => field).join(', ')}`,
    { epoch, differences: differences.map(([field, log, own]) => ({ field, log, own })) },
  );
}
