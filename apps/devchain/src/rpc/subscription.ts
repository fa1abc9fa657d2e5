import { GrpcTypes } from '@mysten/sui/grpc';
import type { Chain } from '../chain/chain.ts';
import { compileMask, prune } from '../grpc/field-mask.ts';
import type { Call, Service } from '../grpc/server.ts';

const CHECKPOINT_MASK_DEFAULT = ['sequence_number', 'digest'];

/** One frame per checkpoint, which is one per transaction; the present one comes first. */
export function subscriptionService(chain: Chain): Service {
  return {
    descriptor: GrpcTypes.SubscriptionService,
    handlers: {
      subscribeCheckpoints: async function* (request: GrpcTypes.SubscribeCheckpointsRequest, { signal }: Call) {
        const mask = compileMask(GrpcTypes.Checkpoint, request.readMask?.paths, CHECKPOINT_MASK_DEFAULT);
        let next = chain.checkpoint;
        while (!signal.aborted) {
          for (; next <= chain.checkpoint; next++) {
            const checkpoint = { sequenceNumber: next, digest: chain.chainIdentifier };
            yield { cursor: next, checkpoint: prune(GrpcTypes.Checkpoint, checkpoint, mask) };
          }
          await chain.checkpointAfter(next - 1n, signal);
        }
      },
    },
  };
}
