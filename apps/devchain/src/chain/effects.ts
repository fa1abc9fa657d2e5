import { bcs } from '@mysten/sui/bcs';
import type { Chain } from './chain.ts';
import { typedDigest } from './digest.ts';
import type { Execution } from './execute.ts';
import { type Owner, ownerBcs, type StoredObject } from './object.ts';

/** Numbers of the enums in `sui.rpc.v2` effects. */
const INPUT = { absent: 1, exists: 2 } as const;
const OUTPUT = { absent: 1, written: 2 } as const;
const ID_OPERATION = { none: 1, created: 2, deleted: 3 } as const;
const MOVE_ABORT = 13;
const EFFECTS_VERSION = 2;

export function protoOwner(owner: Owner): object {
  switch (owner.kind) {
    case 'address':
      return { kind: 1, address: owner.address };
    case 'object':
      return { kind: 2, address: owner.id };
    case 'shared':
      return { kind: 3, version: owner.since };
    case 'immutable':
      return { kind: 4 };
  }
}

interface Change {
  id: string;
  before: StoredObject | undefined;
  after: StoredObject | undefined;
}

function changesOf(chain: Chain, execution: Execution): Change[] {
  return [...execution.changes]
    .map(([id, before]) => ({ id, before, after: chain.store.get(id) }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** `sui.rpc.v2.TransactionEffects`, with the effects' own BCS and digest. */
export function protoEffects(chain: Chain, execution: Execution, digest: string): object {
  const changes = changesOf(chain, execution);
  const bytes = effectsBcs(chain, execution, changes, digest);
  const { failure } = execution;
  const gasUsed = {
    computationCost: execution.gasUsed,
    storageCost: 0n,
    storageRebate: 0n,
    nonRefundableStorageFee: 0n,
  };
  const protoChanges = changes.map(protoChange);
  const gasIndex = changes.findIndex(({ id }) => id === execution.gasObjectId);
  return {
    bcs: { name: 'TransactionEffects', value: bytes },
    digest: typedDigest('TransactionEffects', bytes),
    version: EFFECTS_VERSION,
    epoch: chain.suiEpoch,
    transactionDigest: digest,
    status: failure
      ? {
          success: false,
          error: {
            description: failure.abort.message,
            command: BigInt(failure.command),
            kind: MOVE_ABORT,
            errorDetails: {
              oneofKind: 'abort',
              abort: {
                abortCode: BigInt(failure.abort.code),
                location: {
                  package: failure.packageId,
                  module: failure.abort.module,
                  functionName: failure.abort.functionName,
                },
              },
            },
          },
        }
      : { success: true },
    gasUsed,
    gasObject: protoChanges[gasIndex],
    lamportVersion: execution.version,
    changedObjects: protoChanges,
    dependencies: [],
  };
}

function protoChange({ id, before, after }: Change): object {
  return {
    objectId: id,
    inputState: before ? INPUT.exists : INPUT.absent,
    inputVersion: before?.version,
    inputDigest: before?.digest,
    inputOwner: before && protoOwner(before.owner),
    outputState: after ? OUTPUT.written : OUTPUT.absent,
    outputVersion: after?.version,
    outputDigest: after?.digest,
    outputOwner: after && protoOwner(after.owner),
    idOperation: before ? (after ? ID_OPERATION.none : ID_OPERATION.deleted) : ID_OPERATION.created,
    objectType: (after ?? before)?.type,
  };
}

function effectsBcs(chain: Chain, execution: Execution, changes: readonly Change[], digest: string): Uint8Array {
  const { failure } = execution;
  const gasIndex = changes.findIndex(({ id }) => id === execution.gasObjectId);
  return bcs.TransactionEffects.serialize({
    V2: {
      status: failure
        ? {
            Failure: {
              error: {
                MoveAbort: [
                  {
                    module: { address: failure.packageId, name: failure.abort.module },
                    function: 0,
                    instruction: 0,
                    functionName: failure.abort.functionName,
                  },
                  BigInt(failure.abort.code),
                ],
              },
              command: BigInt(failure.command),
            },
          }
        : { Success: true },
      executedEpoch: chain.suiEpoch,
      gasUsed: {
        computationCost: execution.gasUsed,
        storageCost: 0n,
        storageRebate: 0n,
        nonRefundableStorageFee: 0n,
      },
      transactionDigest: digest,
      gasObjectIndex: gasIndex >= 0 ? gasIndex : null,
      eventsDigest: null,
      dependencies: [],
      lamportVersion: execution.version,
      changedObjects: changes.map(({ id, before, after }) => [
        id,
        {
          inputState: before
            ? { Exist: [[before.version, before.digest], ownerBcs(before.owner)] }
            : { NotExist: true },
          outputState: after ? { ObjectWrite: [after.digest, ownerBcs(after.owner)] } : { NotExist: true },
          idOperation: before ? (after ? { None: true } : { Deleted: true }) : { Created: true },
        },
      ]),
      unchangedConsensusObjects: [],
      auxDataDigest: null,
    },
  } as Parameters<typeof bcs.TransactionEffects.serialize>[0]).toBytes();
}
