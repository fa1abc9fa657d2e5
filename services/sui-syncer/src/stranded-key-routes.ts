import type { ObjectId } from '@baton/protocol';
import type { Bell } from '@baton/read-model';
import { notFound, ProblemSchema } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { ChainKeyOutputs } from './chain-outputs.ts';
import * as schemas from './schemas.ts';

const params = Type.Object({ epoch: Type.Integer({ minimum: 0 }), keyId: schemas.objectId });
const answer = Type.Object({ stranded: Type.Boolean() });
const schema = { tags: ['chain'], params, response: { 200: answer, 404: ProblemSchema } };

/** How the MPC engine says that it cannot use what is held of a network key. docs/spec/barrier.md#adoption */
export function strandedKeyRoutes(deps: { outputs: ChainKeyOutputs; bell: Bell }): FastifyPluginAsyncTypebox {
  return async (app) => {
    const path = '/v1/chain/epochs/:epoch/network-keys/:keyId/stranded';
    app.put(path, { schema }, async ({ params: { epoch, keyId } }) => {
      if (!deps.outputs.strand(epoch, keyId as ObjectId)) {
        throw notFound('CHAIN_EPOCH_UNKNOWN', 'Not the epoch that this node sees on the chain');
      }
      deps.bell.ring();
      return { stranded: true };
    });
    app.delete(path, { schema }, async ({ params: { keyId } }) => {
      deps.outputs.recovered(keyId as ObjectId);
      deps.bell.ring();
      return { stranded: false };
    });
  };
}
