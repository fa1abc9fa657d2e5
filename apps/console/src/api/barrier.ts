import * as v from 'valibot';
import { count, flag, instantOrNull, list, page, text, textOrNull, why } from './shapes.ts';

const state = v.fallback(v.picklist(['waiting', 'ready', 'rejected']), 'waiting');
const missing = v.object({
  key: v.optional(v.object({ type: text, keyId: textOrNull }), { type: 'network_output', keyId: null }),
  digest: text,
});

const common = {
  epoch: count,
  state,
  reason: textOrNull,
  requiresCertificate: flag,
  priorAttestationDigest: textOrNull,
  since: instantOrNull,
  retries: v.optional(count, 0),
  readyAt: instantOrNull,
};

export const BarrierEpochsSchema = page(
  v.object({
    ...common,
    missing: v.optional(count, 0),
  }),
);
export type BarrierEpoch = v.InferOutput<typeof BarrierEpochsSchema>['items'][number];

export const BarrierSchema = v.looseObject({
  ...common,
  why: v.optional(why),
  missing: list(missing),
  peers: list(
    v.object({
      peer: text,
      asked: text,
      answer: text,
      detail: textOrNull,
      attempts: v.optional(count, 0),
      at: instantOrNull,
    }),
  ),
  certifiedOutputs: list(v.object({ keyId: text, output: text, digest: text })),
});
export type Barrier = v.InferOutput<typeof BarrierSchema>;
