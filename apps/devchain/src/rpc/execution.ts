import { bcs } from '@mysten/sui/bcs';
import { GrpcTypes } from '@mysten/sui/grpc';
import { toBase58 } from '@mysten/sui/utils';
import { admitTransaction } from '../chain/admission.ts';
import type { Chain } from '../chain/chain.ts';
import { hash } from '../chain/digest.ts';
import { executeTransaction } from '../chain/execute.ts';
import type { Journal } from '../chain/journal.ts';
import type { MoveValue } from '../chain/move.ts';
import { protoExecuted, submitTransaction } from '../chain/submit.ts';
import { decodeTransaction, type TransactionV1 } from '../chain/transaction.ts';
import { compileMask, prune } from '../grpc/field-mask.ts';
import type { Service } from '../grpc/server.ts';
import { invalidArgument } from '../grpc/status.ts';
import { resolveTransaction } from './resolve.ts';

const EXECUTE_MASK_DEFAULT = ['effects.status', 'checkpoint'];
const CHECKS_DISABLED = 1;

export function executionService(chain: Chain, journal: Journal): Service {
  return {
    descriptor: GrpcTypes.TransactionExecutionService,
    handlers: {
      executeTransaction: (request: GrpcTypes.ExecuteTransactionRequest) => {
        const mask = compileMask(GrpcTypes.ExecutedTransaction, request.readMask?.paths, EXECUTE_MASK_DEFAULT);
        const bytes = request.transaction?.bcs?.value;
        if (!bytes) throw invalidArgument('transaction.bcs is required');
        const signatures = request.signatures.map((one) => {
          if (!one.bcs?.value) throw invalidArgument('signatures are given as bcs');
          return one.bcs.value;
        });
        const executed = submitTransaction(chain, journal, bytes, signatures);
        // A fullnode answers before the transaction is in a checkpoint.
        const { checkpoint: _checkpoint, timestamp: _timestamp, ...answer } = executed;
        return { transaction: prune(GrpcTypes.ExecutedTransaction, answer, mask) };
      },
      simulateTransaction: (request: GrpcTypes.SimulateTransactionRequest) => {
        const mask = compileMask(GrpcTypes.SimulateTransactionResponse, request.readMask?.paths, ['*']);
        const given = request.transaction?.bcs?.value;
        const checked = request.checks !== CHECKS_DISABLED;
        const resolved = given
          ? null
          : resolveTransaction(chain, request.transaction, checked && !!request.doGasSelection);
        const data: TransactionV1 = resolved?.data ?? decodeTransaction(given!).data;
        if (checked && (request.doGasSelection || data.gasData.payment?.length)) admitTransaction(chain, data);
        const bytes = bcs.TransactionData.serialize({ V1: data }).toBytes();
        const digest = toBase58(hash(bytes));
        const nowMs = chain.clock.nowMs();
        const execution = executeTransaction(chain, data, digest, { keep: false, nowMs });
        const executed = protoExecuted(chain, { bytes, digest, data }, [], execution, nowMs);
        const response = {
          transaction: {
            ...executed,
            transaction: { ...resolved?.proto, bcs: { name: 'TransactionData', value: bytes }, digest },
            checkpoint: undefined,
          },
          commandOutputs: execution.results.map((values) => ({
            returnValues: values.map((value) => ({ value: { value: returned(chain, value) } })),
            mutatedByRef: [],
          })),
          suggestedGasPrice: chain.referenceGasPrice,
        };
        return prune(GrpcTypes.SimulateTransactionResponse, response, mask);
      },
    },
  };
}

function returned(chain: Chain, value: MoveValue): Uint8Array {
  if (value.kind === 'pure') return value.bytes;
  return value.kind === 'object' ? (chain.store.get(value.id)?.contents ?? new Uint8Array()) : new Uint8Array();
}
