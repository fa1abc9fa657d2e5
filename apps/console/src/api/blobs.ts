import * as v from 'valibot';
import { count, flag, instantOrNull, list, text, textOrNull } from './shapes.ts';

const held = v.object({ digest: text, size: count, structurallyValid: flag, origin: text, storedAt: instantOrNull });

export const HeldBlobsSchema = v.looseObject({
  items: list(held),
  next: textOrNull,
  count: v.optional(count),
  bytes: v.optional(count),
  cache: v.optional(v.object({ count, bytes: count })),
});

const wanted = v.object({
  digest: text,
  reasons: list(
    v.object({ kind: text, validator: textOrNull, epoch: v.optional(count), keyId: textOrNull, output: textOrNull }),
  ),
  owner: textOrNull,
  state: text,
  asking: textOrNull,
  peers: list(v.object({ peer: text, result: text, detail: textOrNull, attempts: v.optional(count, 0) })),
  attempts: v.optional(count, 0),
  lastResult: textOrNull,
  lastPeer: textOrNull,
  since: instantOrNull,
});
export type WantedBlob = v.InferOutput<typeof wanted>;

export const WantedBlobsSchema = v.looseObject({ items: list(wanted), next: textOrNull });
