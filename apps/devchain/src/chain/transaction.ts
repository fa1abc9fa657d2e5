import { blake2b256, consensusKey, fromHex, signature, toHex, verifyEd25519 } from '@baton/protocol';
import { bcs } from '@mysten/sui/bcs';
import { TransactionDataBuilder } from '@mysten/sui/transactions';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { invalidArgument } from '../grpc/status.ts';

export type TransactionV1 = NonNullable<(typeof bcs.TransactionData.$inferType)['V1']>;
export type Programmable = NonNullable<TransactionV1['kind']['ProgrammableTransaction']>;
export type Command = Programmable['commands'][number];
export type Argument = Extract<Command, { MoveCall: unknown }>['MoveCall']['arguments'][number];
export type CallArg = Programmable['inputs'][number];

const ED25519_FLAG = 0x00;
const TRANSACTION_INTENT = Uint8Array.of(0, 0, 0);
const SERIALIZED_SIGNATURE_BYTES = 1 + 64 + 32;

export interface SubmittedTransaction {
  bytes: Uint8Array;
  digest: string;
  data: TransactionV1;
}

/** Decodes exactly; anything but the canonical bytes of a programmable transaction is INVALID_ARGUMENT. */
export function decodeTransaction(bytes: Uint8Array): SubmittedTransaction {
  let data: typeof bcs.TransactionData.$inferType;
  try {
    data = bcs.TransactionData.parse(bytes);
  } catch (cause) {
    throw invalidArgument(`invalid transaction: ${String(cause)}`);
  }
  if (Buffer.compare(bcs.TransactionData.serialize(data).toBytes(), bytes) !== 0) {
    throw invalidArgument('invalid transaction: not canonical BCS');
  }
  if (!data.V1?.kind.ProgrammableTransaction) throw invalidArgument('only programmable transactions are executed');
  return { bytes, digest: TransactionDataBuilder.getDigestFromBytes(bytes), data: data.V1 };
}

export function programmableOf(data: TransactionV1): Programmable {
  return data.kind.ProgrammableTransaction!;
}

/** Sender and gas owner must each have signed the bytes under the transaction intent. */
export function requireSignatures(transaction: SubmittedTransaction, signatures: readonly Uint8Array[]): void {
  const { sender, gasData } = transaction.data;
  const signers = new Set([sender, gasData.owner ?? sender].map((address) => normalizeSuiAddress(address)));
  if (signatures.length !== signers.size) {
    throw invalidArgument(`expected ${signers.size} signature(s), got ${signatures.length}`);
  }
  const message = fromHex(blake2b256(TRANSACTION_INTENT, transaction.bytes));
  for (const serialized of signatures) {
    const address = signerOf(serialized, message);
    if (!signers.delete(address))
      throw invalidArgument(`Invalid user signature: not signed by the sender (${address})`);
  }
}

function signerOf(serialized: Uint8Array, message: Uint8Array): string {
  if (serialized.length !== SERIALIZED_SIGNATURE_BYTES || serialized[0] !== ED25519_FLAG) {
    throw invalidArgument('Invalid user signature: devchain accepts Ed25519 accounts');
  }
  const key = serialized.subarray(65);
  const valid = verifyEd25519(signature(toHex(serialized.subarray(1, 65))), message, consensusKey(toHex(key)));
  if (!valid) throw invalidArgument('Invalid user signature: Signature is not valid for the transaction');
  return `0x${blake2b256(Uint8Array.of(ED25519_FLAG), key)}`;
}
