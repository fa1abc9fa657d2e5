import * as v from 'valibot';
import { count, countOrNull, flag, list, page, text, textOrNull, why } from './shapes.ts';

export const FREEZE_STATES = ['frozen', 'carried', 'excluded', 'announced', 'silent'] as const;
export type FreezeState = (typeof FREEZE_STATES)[number];
const state = v.fallback(v.picklist(FREEZE_STATES), 'silent');

export const FreezeEpochsSchema = page(
  v.object({
    epoch: count,
    status: v.fallback(v.picklist(['open', 'frozen']), 'open'),
    freezeRound: countOrNull,
    quorumRound: countOrNull,
    members: list(v.object({ name: text, state })),
  }),
);
export type FreezeEpoch = v.InferOutput<typeof FreezeEpochsSchema>['items'][number];

export const FreezeSchema = v.object({
  epoch: count,
  isFrozen: flag,
  status: v.object({
    readySigners: count,
    readyStake: count,
    quorumRound: countOrNull,
    freezeRound: countOrNull,
    announcements: count,
    graceRounds: count,
    firstCommitMs: countOrNull,
  }),
  frozen: list(v.object({ name: text, digest: text, source: text, stake: count })),
  excluded: list(text),
});
export type Freeze = v.InferOutput<typeof FreezeSchema>;

export const ReadySignalsSchema = page(
  v.object({
    authority: text,
    sequenceNumber: count,
    round: count,
    validatedPeers: list(v.object({ name: text, digest: text })),
  }),
);
export type ReadySignal = v.InferOutput<typeof ReadySignalsSchema>['items'][number];

export const NameSchema = v.object({
  name: text,
  state: v.fallback(text, 'unknown'),
  digest: textOrNull,
  source: textOrNull,
  stakeByDigest: list(v.object({ digest: text, stake: count, authorities: list(text) })),
  quorumThreshold: countOrNull,
  announcement: v.optional(v.nullable(v.object({ digest: text, round: count, relayed: flag })), null),
  notAttestedBy: list(v.object({ authority: text, round: count })),
  notSignalled: list(text),
  why,
});
