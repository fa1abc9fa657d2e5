import * as v from 'valibot';
import { count, countOrNull, flag, list, page, text, textOrNull } from './shapes.ts';

const summary = v.optional(
  v.nullable(v.object({ attestationDigest: text, signers: count, stake: count, quorum: count })),
  null,
);

export const HandoffEpochsSchema = page(
  v.object({
    epoch: count,
    closeRound: countOrNull,
    closeReason: textOrNull,
    voters: v.union([count, v.array(v.unknown())]),
    votes: list(v.object({ authority: text, signatureAccepted: flag })),
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
  endedRound: countOrNull,
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
