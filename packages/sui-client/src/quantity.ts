import { ChainError } from './errors.ts';

/** A u64 as BCS gives it (decimal string) to a safe integer. Throws `MALFORMED_STATE` above 2^53 - 1. */
export function quantity(u64: string, field: string): number {
  const value = Number(u64);
  if (!Number.isSafeInteger(value)) {
    throw new ChainError('MALFORMED_STATE', `${field} is out of range: ${u64}`);
  }
  return value;
}
