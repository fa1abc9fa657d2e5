import { ProtocolError } from '../errors.ts';
import type { AuthorityName, Digest, Epoch, Round } from '../identifiers.ts';
import {
  attestationDigest,
  compareHandoffItemKeys,
  type HandoffAttestation,
  type HandoffItem,
} from '../messages/index.ts';
import { itemKeyText } from './items.ts';
import { hashNextCommittee } from './next-committee.ts';

export interface BuildHandoffAttestation {
  epoch: Epoch;
  nextCommitteeHash: Digest;
  items: readonly HandoffItem[];
}

/** Sorts the items. Two equal keys throw `DUPLICATE_HANDOFF_ITEM`, even with equal digests. `docs/spec/handoff.md#attestation` */
export function buildHandoffAttestation(input: BuildHandoffAttestation): HandoffAttestation {
  const items = [...input.items].sort((a, b) => compareHandoffItemKeys(a.key, b.key));
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    if (before !== undefined && compareHandoffItemKeys(before.key, item.key) === 0) {
      throw new ProtocolError('DUPLICATE_HANDOFF_ITEM', 'an attestation names each item once', {
        item: itemKeyText(item.key),
      });
    }
  }
  return { epoch: input.epoch, nextCommitteeHash: input.nextCommitteeHash, items };
}

export interface DecideAttestation {
  epoch: Epoch;
  /** Anchor of the ready-signal quorum; null before it. */
  readyQuorumRound: Round | null;
  frozen: boolean;
  /** All seated members of the next committee; null while the chain has not named it. */
  nextMembers: readonly AuthorityName[] | null;
  items: readonly HandoffItem[];
}

export type AttestationDecision =
  | { outcome: 'built'; attestation: HandoffAttestation; digest: Digest }
  | { outcome: 'defer'; reason: 'next_committee_unknown' | 'freeze_pending' };

/**
 * The attestation this validator would sign now. A quorum that is ready but not yet frozen defers: a missing signature
 * costs nothing, a divergent one pollutes. `docs/spec/handoff.md#divergence-guard`
 */
export function decideAttestation(input: DecideAttestation): AttestationDecision {
  if (input.nextMembers === null) return { outcome: 'defer', reason: 'next_committee_unknown' };
  if (input.readyQuorumRound !== null && !input.frozen) return { outcome: 'defer', reason: 'freeze_pending' };
  const attestation = buildHandoffAttestation({
    epoch: input.epoch,
    nextCommitteeHash: hashNextCommittee(input.nextMembers),
    items: input.items,
  });
  return { outcome: 'built', attestation, digest: attestationDigest(attestation) };
}
