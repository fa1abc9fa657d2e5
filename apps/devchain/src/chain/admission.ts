import { bcs } from '@mysten/sui/bcs';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { GrpcCode, GrpcError, invalidArgument } from '../grpc/status.ts';
import type { Chain } from './chain.ts';
import type { StoredObject } from './object.ts';
import { type CallArg, programmableOf, type TransactionV1 } from './transaction.ts';

const PURE_BYTES_MAX = 16 * 1024;

/** What a fullnode refuses before it executes: another chain, expiry, gas, and inputs that are not as named. */
export function admitTransaction(chain: Chain, data: TransactionV1): void {
  if (chain.held) throw new GrpcError(GrpcCode.UNAVAILABLE, 'the first epoch has not begun');
  const balance = data.gasData.payment?.length ? coinBalance(chain, data) : addressBalance(chain, data);
  requireUnexpired(chain, data);
  const { price, budget } = data.gasData;
  if (BigInt(price ?? 0) < chain.referenceGasPrice) {
    throw invalidArgument(`Gas price ${price} under reference gas price (RGP) ${chain.referenceGasPrice}`);
  }
  if (balance < BigInt(budget ?? 0)) {
    throw invalidArgument(`Balance of gas object ${balance} is lower than the needed amount: ${budget}`);
  }
  for (const input of programmableOf(data).inputs) requireInput(chain, data, input);
}

function requireUnexpired(chain: Chain, data: TransactionV1): void {
  const expiration = data.expiration;
  if (expiration?.Epoch !== undefined && expiration.Epoch !== null && BigInt(expiration.Epoch) < chain.suiEpoch) {
    throw invalidArgument('Transaction Expired');
  }
  const during = expiration?.ValidDuring;
  if (!during) return;
  if (during.chain !== chain.chainIdentifier)
    throw invalidArgument(`transaction is for another chain: ${during.chain}`);
  const from = BigInt(during.minEpoch ?? 0);
  const until = BigInt(during.maxEpoch ?? chain.suiEpoch);
  if (chain.suiEpoch < from || chain.suiEpoch > until) throw invalidArgument('Transaction Expired');
}

function addressBalance(chain: Chain, data: TransactionV1): bigint {
  if (!data.expiration?.ValidDuring) throw invalidArgument('address-balance gas needs a ValidDuring expiration');
  return chain.balances.get(normalizeSuiAddress(data.gasData.owner ?? data.sender)) ?? 0n;
}

function coinBalance(chain: Chain, data: TransactionV1): bigint {
  const owner = normalizeSuiAddress(data.gasData.owner ?? data.sender);
  return (data.gasData.payment ?? []).reduce((sum, reference) => {
    const coin = requireReference(chain, reference);
    if (coin.owner.kind !== 'address' || coin.owner.address !== owner) {
      throw invalidArgument(`gas object ${coin.id} is not owned by the gas owner`);
    }
    return sum + coinValue(coin);
  }, 0n);
}

/** `Coin<T>` is its id and a u64. */
export function coinValue(coin: StoredObject): bigint {
  return BigInt(bcs.u64().parse(coin.contents.slice(32)));
}

function requireReference(
  chain: Chain,
  reference: { objectId: string; version: string | number | bigint; digest: string },
): StoredObject {
  const object = requireObject(chain, reference.objectId);
  if (object.version !== BigInt(reference.version) || object.digest !== reference.digest) {
    throw invalidArgument(
      `object ${object.id} version ${reference.version} is unavailable for consumption, current version: ${object.version}`,
    );
  }
  return object;
}

function requireObject(chain: Chain, id: string): StoredObject {
  const object = chain.store.get(id);
  if (!object) throw invalidArgument(`Object ${id} not found`);
  return object;
}

function requireInput(chain: Chain, data: TransactionV1, input: CallArg): void {
  if (input.Pure && Buffer.byteLength(input.Pure.bytes, 'base64') > PURE_BYTES_MAX) {
    throw invalidArgument(`maximum pure argument size is ${PURE_BYTES_MAX}`);
  }
  const owned = input.Object?.ImmOrOwnedObject;
  if (owned) {
    const object = requireReference(chain, owned);
    const { owner } = object;
    if (owner.kind === 'shared' || owner.kind === 'object') {
      throw invalidArgument(`object ${object.id} cannot be used as an owned input`);
    }
    if (owner.kind === 'address' && owner.address !== normalizeSuiAddress(data.sender)) {
      throw invalidArgument(`object ${object.id} is not owned by the sender`);
    }
  }
  const shared = input.Object?.SharedObject;
  if (shared) {
    const { id, owner } = requireObject(chain, shared.objectId);
    if (owner.kind !== 'shared' || owner.since !== BigInt(shared.initialSharedVersion)) {
      throw invalidArgument(`shared object ${id} has a different initial version`);
    }
  }
}
