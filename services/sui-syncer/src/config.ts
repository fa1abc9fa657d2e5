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
  blobServiceUrl: COMMON_KEYS.blobServiceUrl,
  authority: Type.Optional(COMMON_KEYS.authority),
  keysDir: Type.Optional(COMMON_KEYS.keysDir),
  submitStaggerMs: Type.Integer({
    minimum: 10,
    maximum: 60_000,
    default: 250,
    description: 'How long the next member waits before it sends a transaction that the one before it did not',
  }),
});
export type SuiSyncerConfig = Static<typeof suiSyncerConfig>;
