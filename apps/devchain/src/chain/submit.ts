import { normalizeSuiAddress } from '@mysten/sui/utils';
import { admitTransaction } from './admission.ts';
import type { Chain, ExecutedTransaction } from './chain.ts';
import { protoEffects } from './effects.ts';
import { type ChainEvent, type Execution, executeTransaction } from './execute.ts';
import type { Journal } from './journal.ts';
import { decodeTransaction, requireSignatures, type SubmittedTransaction } from './transaction.ts';

export const protoTimestamp = (ms: number): object => ({
  seconds: BigInt(Math.floor(ms / 1_000)),
  nanos: (ms % 1_000) * 1_000_000,
});

/**
 * Executes a signed transaction once: its digest is the idempotency key, so a re-sent one answers what the first did.
 * It is on disk before it takes effect; replaying the journal gives the same state again.
 */
export function submitTransaction(
  chain: Chain,
  journal: Journal,
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
): ExecutedTransaction {
  const transaction = decodeTransaction(bytes);
  requireSignatures(transaction, signatures);
  const known = chain.transactions.get(transaction.digest);
  if (known) return known;
  admitTransaction(chain, transaction.data);
  const nowMs = chain.clock.nowMs();
  journal.append({ kind: 'transaction', atMs: nowMs, bytes, signatures });
  return runTransaction(chain, transaction, signatures, nowMs);
}

/** Executes an admitted transaction at the given chain time and records it. */
export function runTransaction(
  chain: Chain,
  transaction: SubmittedTransaction,
  signatures: readonly Uint8Array[],
  nowMs: number,
): ExecutedTransaction {
  chain.clock.advanceTo(nowMs);
  const execution = executeTransaction(chain, transaction.data, transaction.digest, { keep: true, nowMs });
  const executed = protoExecuted(chain, transaction, signatures, execution, nowMs);
  chain.transactions.set(transaction.digest, executed);
  return executed;
}

export function protoExecuted(
  chain: Chain,
  { bytes, digest, data }: SubmittedTransaction,
  signatures: readonly Uint8Array[],
  execution: Execution,
  nowMs: number,
): ExecutedTransaction {
  return {
    digest,
    transaction: { bcs: { name: 'TransactionData', value: bytes }, digest },
    signatures: signatures.map((signature) => ({
      bcs: { name: 'UserSignature', value: signature },
      signature: { oneofKind: undefined },
    })),
    effects: protoEffects(chain, execution, digest),
    events:
      execution.events.length > 0 ? { events: execution.events.map((one) => protoEvent(one, data.sender)) } : undefined,
    checkpoint: chain.checkpoint,
    timestamp: protoTimestamp(nowMs),
    balanceChanges: [],
  };
}

function protoEvent({ eventType, contents }: ChainEvent, sender: string): object {
  const [packageId, module] = eventType.split('::');
  return {
    packageId,
    module,
    sender: normalizeSuiAddress(sender),
    eventType,
    contents: { name: eventType, value: contents },
  };
}
