import { setTimeout as delay } from 'node:timers/promises';
import { blobDigest, type Digest, type KeyContent } from '@baton/protocol';
import type { EngineInterface } from './engine-client.ts';

export const INSTANTIATION_FAILURES = ['epoch_mismatch', 'decrypt_failed', 'instantiate_failed'] as const;
export type InstantiationFailure = (typeof INSTANTIATION_FAILURES)[number];

export type InstantiationResult = { outcome: 'instantiated' } | { outcome: 'failed'; reason: InstantiationFailure };

/** No network key's output is shorter; shorter bytes stand for shares that do not decrypt. */
const SHORTEST_OUTPUT_BYTES = 32;

export type Instantiate = (content: KeyContent, signal: AbortSignal) => Promise<InstantiationResult>;

/** Stands in for the engine's instantiation: reads the adopted bytes and takes its time. */
export function instantiator(engine: EngineInterface, durationMs: number): Instantiate {
  return async (content, signal) => {
    for (const digest of [content.dkg, content.reconfiguration]) {
      if (digest === null) continue;
      const reason = await wrongWith(engine, digest);
      if (reason !== null) return { outcome: 'failed', reason };
    }
    if (durationMs > 0) await delay(durationMs, undefined, { signal });
    return { outcome: 'instantiated' };
  };
}

async function wrongWith(engine: EngineInterface, digest: Digest): Promise<InstantiationFailure | null> {
  const bytes = await engine.blob(digest);
  if (bytes === undefined || blobDigest(bytes) !== digest) return 'instantiate_failed';
  return bytes.length < SHORTEST_OUTPUT_BYTES ? 'decrypt_failed' : null;
}
