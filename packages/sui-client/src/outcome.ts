import type { SuiClientTypes } from '@mysten/sui/client';

/** How a submitted transaction ended. `rejected` means that the fullnode did not execute it at all. */
export type TransactionOutcome =
  | { kind: 'success'; digest: string }
  | { kind: 'move_abort'; digest: string; code: number; module: string; function: string; command: number }
  | { kind: 'failed'; digest: string; reason: string }
  | { kind: 'rejected'; reason: string };

export function outcomeOf(result: SuiClientTypes.TransactionResult<{ effects: true }>): TransactionOutcome {
  if (result.$kind === 'Transaction') return { kind: 'success', digest: result.Transaction.digest };
  const { digest, status } = result.FailedTransaction;
  const error = status.error;
  if (error?.$kind === 'MoveAbort') {
    const { abortCode, location } = error.MoveAbort;
    return {
      kind: 'move_abort',
      digest,
      code: Number(abortCode),
      module: location?.module ?? '',
      function: location?.functionName ?? '',
      command: error.command ?? 0,
    };
  }
  return { kind: 'failed', digest, reason: error?.message ?? 'unknown execution failure' };
}
