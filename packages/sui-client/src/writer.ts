import { randomInt } from 'node:crypto';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { type CallPolicy, callChain, SUBMIT_CALL_POLICY } from './call.ts';
import { ChainError } from './errors.ts';
import { ObjectSource } from './object-source.ts';
import { type ChainOperation, operationKey } from './operation.ts';
import { outcomeOf, type TransactionOutcome } from './outcome.ts';
import type { SuiSigner } from './signer.ts';
import { type IkaObjectIds, StateReader } from './state-reader.ts';
import { buildTransaction, type SubmitContext } from './transaction.ts';

export interface IkaChainWriter {
  /**
   * Builds, signs and executes one operation. After an unclear failure it rejects with `ChainError` `UNAVAILABLE` and
   * keeps the signed bytes: the next call for the same operation re-sends exactly those, so it can't run twice.
   */
  submit(operation: ChainOperation, signal: AbortSignal): Promise<TransactionOutcome>;
}

export interface WriterOptions extends IkaObjectIds {
  /** Package of a devchain's traffic module; null where there is none. */
  devchainPackageId?: string | null;
  policy?: CallPolicy;
}

interface SignedTransaction {
  bytes: Uint8Array;
  signature: string;
}

const NONCE_BOUND = 2 ** 32;
/** Unclear attempts that are remembered. Checkpoints that somebody else brought home are never asked for again. */
const UNCLEAR_MAX = 64;

export function createChainWriter(
  options: WriterOptions,
  { client, signer }: { client: SuiGrpcClient; signer: SuiSigner },
): IkaChainWriter {
  const policy = options.policy ?? SUBMIT_CALL_POLICY;
  const state = new StateReader(options, { source: new ObjectSource(client) });
  const unclear = new Map<string, SignedTransaction>();
  let context: SubmitContext | null = null;

  async function readContext(signal: AbortSignal): Promise<SubmitContext> {
    const [heads, { chainIdentifier }, epoch] = await Promise.all([
      state.heads(signal),
      client.core.getChainIdentifier({ signal }),
      client.ledgerService.getEpoch({ readMask: { paths: ['epoch', 'reference_gas_price'] } }, { abort: signal }),
    ]);
    const { epoch: suiEpoch, referenceGasPrice } = epoch.response.epoch ?? {};
    if (suiEpoch === undefined || referenceGasPrice === undefined) {
      throw new ChainError('MALFORMED_STATE', 'the fullnode did not tell its epoch and gas price');
    }
    return {
      ...heads,
      sender: signer.address,
      devchainPackageId: options.devchainPackageId ?? null,
      chainIdentifier,
      suiEpoch: Number(suiEpoch),
      referenceGasPrice: Number(referenceGasPrice),
    };
  }

  async function sign(operation: ChainOperation, signal: AbortSignal): Promise<SignedTransaction> {
    context ??= await callChain(readContext, signal, policy);
    const bytes = await buildTransaction(operation, context, randomInt(NONCE_BOUND));
    return { bytes, signature: await signer.sign(bytes) };
  }

  async function execute({ bytes, signature }: SignedTransaction, signal: AbortSignal): Promise<TransactionOutcome> {
    const request = { transaction: bytes, signatures: [signature], include: { effects: true as const } };
    return outcomeOf(
      await callChain((deadline) => client.core.executeTransaction({ ...request, signal: deadline }), signal, policy),
    );
  }

  async function submit(operation: ChainOperation, signal: AbortSignal): Promise<TransactionOutcome> {
    const key = operationKey(operation);
    const signed = unclear.get(key) ?? (await sign(operation, signal));
    if (unclear.size >= UNCLEAR_MAX) unclear.clear();
    unclear.set(key, signed);
    try {
      const outcome = await execute(signed, signal);
      unclear.delete(key);
      return outcome;
    } catch (error) {
      if (!(error instanceof ChainError) || error.code !== 'REQUEST_REFUSED') throw error;
      // Refused before execution: expired, another gas price, an upgraded package. The next attempt starts afresh.
      unclear.delete(key);
      context = null;
      return { kind: 'rejected', reason: error.message };
    }
  }
  return { submit };
}
