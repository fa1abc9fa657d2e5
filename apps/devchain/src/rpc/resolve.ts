import { bcs } from '@mysten/sui/bcs';
import type { GrpcTypes } from '@mysten/sui/grpc';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import type { Chain } from '../chain/chain.ts';
import { functionKey } from '../chain/move.ts';
import type { TransactionV1 } from '../chain/transaction.ts';
import { GrpcCode, GrpcError, invalidArgument, notFound } from '../grpc/status.ts';

type ProtoTransaction = GrpcTypes.Transaction;
type ProtoInput = GrpcTypes.Input;
type ProtoArgument = GrpcTypes.Argument;

const INPUT = { pure: 1, owned: 2, shared: 3 } as const;
const ARGUMENT = { gas: 1, input: 2 } as const;
const EXPIRATION = { none: 1, epoch: 2, during: 3 } as const;
const BUDGET_DEFAULT = 10_000_000n;
const GAS_COINS_MAX = 256;

/** What a fullnode does for a transaction built without object versions: pins inputs, picks gas, sets an expiration. */
export function resolveTransaction(
  chain: Chain,
  transaction: ProtoTransaction | undefined,
  selectGas: boolean,
): { proto: object; data: TransactionV1 } {
  const kind = transaction?.kind?.data;
  if (!transaction?.sender || kind?.oneofKind !== 'programmableTransaction') {
    throw invalidArgument('only programmable transactions with a sender are resolved');
  }
  const { inputs, commands } = kind.programmableTransaction;
  const mutated = mutatedInputs(chain, commands);
  const resolvedInputs = inputs.map((input, index) => resolveInput(chain, input, mutated.has(index)));
  const gas = {
    objects: transaction.gasPayment?.objects ?? [],
    owner: normalizeSuiAddress(transaction.gasPayment?.owner ?? transaction.sender),
    price: transaction.gasPayment?.price ?? chain.referenceGasPrice,
    budget: transaction.gasPayment?.budget ?? BUDGET_DEFAULT,
  };
  let expiration: object = transaction.expiration ?? { kind: EXPIRATION.none };
  if (selectGas && gas.objects.length === 0) {
    if ((chain.balances.get(gas.owner) ?? 0n) >= gas.budget) {
      if (!transaction.expiration) expiration = duringThisEpoch(chain);
    } else {
      gas.objects = gasCoins(chain, gas.owner);
    }
  }
  const proto = {
    version: 1,
    sender: transaction.sender,
    gasPayment: gas,
    expiration,
    kind: {
      kind: 1,
      data: {
        oneofKind: 'programmableTransaction',
        programmableTransaction: { inputs: resolvedInputs, commands },
      },
    },
  };
  const data = {
    kind: { ProgrammableTransaction: { inputs: resolvedInputs.map(toCallArg), commands: commands.map(toCommand) } },
    sender: transaction.sender,
    gasData: { payment: gas.objects.map(toReference), owner: gas.owner, price: gas.price, budget: gas.budget },
    expiration: toExpiration(expiration as GrpcTypes.TransactionExpiration),
  };
  // Through the bytes, for the form that decoding gives.
  const bytes = bcs.TransactionData.serialize({ V1: data } as Parameters<typeof bcs.TransactionData.serialize>[0]);
  return { proto, data: bcs.TransactionData.parse(bytes.toBytes()).V1! };
}

function mutatedInputs(chain: Chain, commands: readonly GrpcTypes.Command[]): Set<number> {
  const mutated = new Set<number>();
  for (const { command } of commands) {
    if (command.oneofKind !== 'moveCall') continue;
    const call = command.moveCall;
    const key = functionKey(normalizeSuiAddress(call.package ?? '0x0'), call.module ?? '', call.function ?? '');
    const found = chain.functions.get(key);
    for (const [index, argument] of call.arguments.entries()) {
      if (argument.kind === ARGUMENT.input && found?.parameters[index] !== '&') mutated.add(argument.input ?? 0);
    }
  }
  return mutated;
}

function resolveInput(chain: Chain, input: ProtoInput, mutable: boolean): ProtoInput {
  if (input.kind) return input;
  const object = chain.store.get(input.objectId ?? '');
  if (!object) throw notFound(`Object ${input.objectId} not found`);
  if (object.owner.kind === 'shared') {
    const version = object.owner.since;
    return { ...input, kind: INPUT.shared, objectId: object.id, version, mutable: input.mutable ?? mutable };
  }
  return { ...input, kind: INPUT.owned, objectId: object.id, version: object.version, digest: object.digest };
}

function duringThisEpoch(chain: Chain): object {
  return {
    kind: EXPIRATION.during,
    minEpoch: chain.suiEpoch,
    epoch: chain.suiEpoch + 1n,
    chain: chain.chainIdentifier,
    nonce: Number(chain.checkpoint % 2n ** 32n),
  };
}

function gasCoins(chain: Chain, owner: string): GrpcTypes.ObjectReference[] {
  const coins = [...chain.store.all()].filter(
    (object) =>
      object.owner.kind === 'address' && object.owner.address === owner && object.type.endsWith('::sui::SUI>'),
  );
  if (coins.length === 0) {
    throw invalidArgument(`Unable to perform gas selection due to insufficient SUI balance for ${owner}`);
  }
  return coins.slice(0, GAS_COINS_MAX).map(({ id, version, digest }) => ({ objectId: id, version, digest }));
}

const toReference = ({ objectId, version, digest }: GrpcTypes.ObjectReference): object => ({
  objectId,
  version,
  digest,
});

function toCallArg(input: ProtoInput): object {
  if (input.kind === INPUT.pure) return { Pure: { bytes: Buffer.from(input.pure ?? []).toString('base64') } };
  const { objectId, version, digest } = input;
  if (input.kind === INPUT.shared) {
    return { Object: { SharedObject: { objectId, initialSharedVersion: version, mutable: input.mutable ?? false } } };
  }
  return { Object: { ImmOrOwnedObject: { objectId, version, digest } } };
}

function toArgument(argument: ProtoArgument): object {
  if (argument.kind === ARGUMENT.gas) return { GasCoin: true };
  if (argument.kind === ARGUMENT.input) return { Input: argument.input ?? 0 };
  const result = argument.result ?? 0;
  return argument.subresult === undefined ? { Result: result } : { NestedResult: [result, argument.subresult] };
}

function toCommand({ command }: GrpcTypes.Command): object {
  switch (command.oneofKind) {
    case 'moveCall':
      return {
        MoveCall: {
          package: command.moveCall.package,
          module: command.moveCall.module,
          function: command.moveCall.function,
          typeArguments: command.moveCall.typeArguments,
          arguments: command.moveCall.arguments.map(toArgument),
        },
      };
    case 'transferObjects':
      return {
        TransferObjects: {
          objects: command.transferObjects.objects.map(toArgument),
          address: toArgument(command.transferObjects.address ?? { kind: ARGUMENT.gas }),
        },
      };
    case 'makeMoveVector':
      return {
        MakeMoveVec: {
          type: command.makeMoveVector.elementType ?? null,
          elements: command.makeMoveVector.elements.map(toArgument),
        },
      };
    default:
      throw new GrpcError(GrpcCode.UNIMPLEMENTED, `devchain does not run ${command.oneofKind}`);
  }
}

function toExpiration(expiration: GrpcTypes.TransactionExpiration): object {
  if (expiration.kind === EXPIRATION.epoch) return { Epoch: expiration.epoch };
  if (expiration.kind !== EXPIRATION.during) return { None: true };
  return {
    ValidDuring: {
      minEpoch: expiration.minEpoch ?? null,
      maxEpoch: expiration.epoch ?? null,
      minTimestamp: null,
      maxTimestamp: null,
      chain: expiration.chain,
      nonce: expiration.nonce,
    },
  };
}
