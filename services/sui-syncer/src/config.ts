import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';

export const suiSyncerConfig = Type.Object({
  network: COMMON_KEYS.network,
  databaseUrl: COMMON_KEYS.databaseUrl,
  suiUrl: COMMON_KEYS.suiUrl,
  systemObjectId: COMMON_KEYS.systemObjectId,
  coordinatorObjectId: COMMON_KEYS.coordinatorObjectId,
  chainPollMs: Type.Optional(
    Type.Integer({ minimum: 50, description: 'Poll period where the fullnode pushes no checkpoints; default 500' }),
  ),
  submitter: Type.Optional(
    Type.Boolean({ description: 'Whether this node moves the epoch on the chain, with the Sui account in keysDir' }),
  ),
  keysDir: Type.Optional(COMMON_KEYS.keysDir),
  stewardPackageId: Type.Optional(
    Type.String({
      pattern: '^0x[0-9a-f]{64}$',
      description: "Package of a devchain's stand-in for quorum-certified checkpoints; the submitter needs it",
    }),
  ),
});
export type SuiSyncerConfig = Static<typeof suiSyncerConfig>;
