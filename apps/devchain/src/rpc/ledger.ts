import { GrpcTypes } from '@mysten/sui/grpc';
import type { Chain } from '../chain/chain.ts';
import type { StoredObject } from '../chain/object.ts';
import { protoTimestamp } from '../chain/submit.ts';
import { compileMask, prune } from '../grpc/field-mask.ts';
import type { Call, Service } from '../grpc/server.ts';
import { GrpcCode, GrpcError, notFound } from '../grpc/status.ts';
import { OBJECT_MASK_DEFAULT, protoObject, requireId } from './object.ts';

const EPOCH_MASK_DEFAULT = ['epoch', 'first_checkpoint', 'start', 'reference_gas_price', 'protocol_config'];
const CHECKPOINT_MASK_DEFAULT = ['sequence_number', 'digest'];
const PROTOCOL_VERSION = 100n;
const SERVER = 'baton-devchain';

/** What the reads of one call see; a faulty fullnode shows older objects. */
export type ObjectsSeen = (path: string, ids: readonly string[]) => (StoredObject | undefined)[];

export function ledgerService(chain: Chain, seen: ObjectsSeen): Service {
  const find = (id: string, version: bigint | undefined, present: StoredObject | undefined) => {
    const object = version === undefined ? present : chain.store.at(id, version);
    if (!object) throw notFound(`Object ${id} not found`);
    return object;
  };
  return {
    descriptor: GrpcTypes.LedgerService,
    handlers: {
      getServiceInfo: () => ({
        chainId: chain.chainIdentifier,
        chain: 'devchain',
        epoch: chain.suiEpoch,
        checkpointHeight: chain.checkpoint,
        timestamp: protoTimestamp(chain.clock.nowMs()),
        lowestAvailableCheckpoint: 0n,
        lowestAvailableCheckpointObjects: 0n,
        server: SERVER,
      }),
      getObject: (request: GrpcTypes.GetObjectRequest, { path }: Call) => {
        const id = requireId(request.objectId, 'object_id');
        const mask = compileMask(GrpcTypes.Object, request.readMask?.paths, OBJECT_MASK_DEFAULT);
        return { object: protoObject(find(id, request.version, seen(path, [id])[0]), mask) };
      },
      batchGetObjects: (request: GrpcTypes.BatchGetObjectsRequest, { path }: Call) => {
        const mask = compileMask(GrpcTypes.Object, request.readMask?.paths, OBJECT_MASK_DEFAULT);
        const wanted = request.requests.map((one) => ({ id: requireId(one.objectId, 'object_id'), at: one.version }));
        chain.clock.show();
        const present = seen(
          path,
          wanted.map(({ id }) => id),
        );
        return {
          objects: wanted.map(({ id, at }, place) => {
            try {
              return { result: { oneofKind: 'object', object: protoObject(find(id, at, present[place]), mask) } };
            } catch (error) {
              if (!(error instanceof GrpcError)) throw error;
              const status = { code: error.code, message: error.message, details: [] };
              return { result: { oneofKind: 'error', error: status } };
            }
          }),
        };
      },
      getEpoch: (request: GrpcTypes.GetEpochRequest) => {
        const mask = compileMask(GrpcTypes.Epoch, request.readMask?.paths, EPOCH_MASK_DEFAULT);
        const start = protoTimestamp(1);
        const epoch = {
          epoch: chain.suiEpoch,
          systemState: {
            version: 2n,
            epoch: chain.suiEpoch,
            protocolVersion: PROTOCOL_VERSION,
            referenceGasPrice: chain.referenceGasPrice,
            epochStartTimestampMs: 1n,
            safeMode: false,
          },
          firstCheckpoint: 0n,
          start,
          referenceGasPrice: chain.referenceGasPrice,
          protocolConfig: {
            protocolVersion: PROTOCOL_VERSION,
            featureFlags: { enable_accumulators: true, enable_address_balance_gas_payments: true },
            attributes: {},
          },
        };
        return { epoch: prune(GrpcTypes.Epoch, epoch, mask) };
      },
      getCheckpoint: (request: GrpcTypes.GetCheckpointRequest) => {
        const mask = compileMask(GrpcTypes.Checkpoint, request.readMask?.paths, CHECKPOINT_MASK_DEFAULT);
        const id = request.checkpointId;
        const sequenceNumber = id.oneofKind === 'sequenceNumber' ? id.sequenceNumber : chain.checkpoint;
        if (sequenceNumber > chain.checkpoint) throw notFound(`Checkpoint ${sequenceNumber} not found`);
        return { checkpoint: prune(GrpcTypes.Checkpoint, { sequenceNumber, digest: chain.chainIdentifier }, mask) };
      },
      getTransaction: (request: GrpcTypes.GetTransactionRequest) => {
        const transaction = chain.transactions.get(request.digest ?? '');
        if (!transaction) throw new GrpcError(GrpcCode.NOT_FOUND, `Transaction ${request.digest} not found`);
        const mask = compileMask(GrpcTypes.ExecutedTransaction, request.readMask?.paths, ['digest']);
        return { transaction: prune(GrpcTypes.ExecutedTransaction, transaction, mask) };
      },
    },
  };
}
