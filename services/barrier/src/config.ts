import { BARRIER_RETRY_INTERVAL_MS, BOOTSTRAP_ATTEMPTS_MAX } from '@baton/protocol';
import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';

/** Epoch in which the network's chain begins; nothing precedes it. */
export const FIRST_EPOCH = 1;
/** Patience with one peer for one answer. */
export const PEER_TIMEOUT_MS = 20_000;

export const barrierConfig = Type.Object({
  databaseUrl: COMMON_KEYS.databaseUrl,
  authority: COMMON_KEYS.authority,
  blobServiceUrl: COMMON_KEYS.blobServiceUrl,
  firstEpoch: Type.Integer({ minimum: 0, default: FIRST_EPOCH, description: 'First epoch of the network; default 1' }),
  barrierRetryMs: Type.Integer({
    minimum: 10,
    default: BARRIER_RETRY_INTERVAL_MS,
    description: 'How long without a notification until the barrier looks again, and until it asks peers',
  }),
  barrierAttemptsMax: Type.Integer({
    minimum: 1,
    default: BOOTSTRAP_ATTEMPTS_MAX,
    description: 'Times all peers are asked for a certificate until a round ends',
  }),
  barrierPeerTimeoutMs: Type.Integer({ minimum: 1, default: PEER_TIMEOUT_MS, description: 'Patience with one peer' }),
});

export type BarrierConfig = Static<typeof barrierConfig>;
