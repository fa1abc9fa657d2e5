import * as v from 'valibot';
import { count, flag, instantOrNull, list, text } from './shapes.ts';

/** Left as it was answered, keys and all: what verifies a certificate decodes the same JSON strictly. */
const member = v.looseObject({ name: text, stake: count });
export const CommitteeSchema = v.looseObject({
  epoch: count,
  members: list(member),
  quorumThreshold: count,
  validityThreshold: count,
});
export type Committee = v.InferOutput<typeof CommitteeSchema>;

export const ChainEpochSchema = v.object({
  epoch: count,
  committee: CommitteeSchema,
  protocolVersion: count,
  epochStartMs: count,
  epochDurationMs: count,
  nextCommittee: v.optional(v.nullable(CommitteeSchema), null),
  endOfPublishReady: flag,
  lockedSessions: flag,
  observedAt: instantOrNull,
});
export type ChainEpoch = v.InferOutput<typeof ChainEpochSchema>;
