import * as v from 'valibot';
import { count, countOrNull, flag, list, page, text, textOrNull, why } from './shapes.ts';

const summary = v.optional(
  v.nullable(v.object({ attestationDigest: text, signers: count, stake: count, quorum: count })),
  null,
);

/** Signed what is certified (or leads), signed another, voted without a good signature, did not vote. */
const VOTE_STATES = ['signed', 'divergent', 'voted', 'silent'] as const;
export type VoteState = (typeof VOTE_STATES)[number];

export const HandoffEpochsSchema = page(
  v.object({
    epoch: count,
    closeRound: countOrNull,
    closeReason: textOrNull,
    attestations: v.optional(count, 0),
    members: list(v.object({ name: text, state: v.fallback(v.picklist(VOTE_STATES), 'silent') })),
    certificate: summary,
  }),
);
export type HandoffEpoch = v.InferOutput<typeof HandoffEpochsSchema>['items'][number];

export const HandoffSchema = v.object({
  epoch: count,
  close: v.object({
    voters: count,
    voteStake: count,
    quorumRound: countOrNull,
    pinnedVoters: countOrNull,
    closeRound: countOrNull,
    reason: textOrNull,
  }),
  decision: v.optional(v.nullable(v.object({ graceRounds: count, backstopRounds: count, why })), null),
  endedRound: countOrNull,
  notVoted: list(text),
  votes: list(v.object({ authority: text, round: count, attestationDigest: textOrNull, signatureAccepted: flag })),
  attestations: list(v.object({ attestationDigest: text, stake: count, signers: v.union([v.array(text), count]) })),
  certificate: summary,
  outputs: list(
    v.object({
      keyId: text,
      output: text,
      agreed: v.optional(v.nullable(v.object({ digest: text, round: count, stake: count })), null),
      votes: list(v.object({ authority: text, digest: text, round: count })),
    }),
  ),
});
export type Handoff = v.InferOutput<typeof HandoffSchema>;

/** For showing, and left as it was answered: what verifies it decodes the same JSON strictly. */
export const CertificateSchema = v.looseObject({
  attestation: v.looseObject({
    epoch: count,
    nextCommitteeHash: text,
    items: v.array(
      v.looseObject({
        key: v.looseObject({ type: text, keyId: v.nullish(text), validator: v.nullish(text) }),
        digest: text,
      }),
    ),
  }),
  signatures: v.array(v.looseObject({ signer: text, signature: text })),
});
export type Certificate = v.InferOutput<typeof CertificateSchema>;
export type CertificateItem = Certificate['attestation']['items'][number];
