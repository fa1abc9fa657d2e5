import {
  type AttestationDecision,
  computeEffectiveReconfigInputSet,
  computeHandoffItems,
  decideAttestation,
  type KeyOutputDigest,
  type NetworkKeyOutputKind,
  type ObjectId,
  snapshotReadyForSigning,
} from '@baton/protocol';
import { currentMembers, type EpochFacts, publishedNextCommittee } from './epoch-facts.ts';

export type AttestationPlan =
  | Extract<AttestationDecision, { outcome: 'built' }>
  | {
      outcome: 'wait';
      waitingFor:
        | 'end_of_publish'
        | 'next_committee_unknown'
        | 'freeze_pending'
        | 'no_keys'
        | 'keys_not_completed'
        | 'own_output_missing'
        | 'dkg_output_missing';
    };

/**
 * What this validator would sign now. Anything missing means waiting: a missing signature costs nothing, a divergent one
 * pollutes the tally. docs/spec/producer.md#attestation
 */
export function planAttestation(facts: EpochFacts): AttestationPlan {
  const { epoch, view, networkKeys } = facts;
  if (!view.endOfPublishReady) return { outcome: 'wait', waitingFor: 'end_of_publish' };
  const next = publishedNextCommittee(view);
  if (next === null) return { outcome: 'wait', waitingFor: 'next_committee_unknown' };
  // Sessions wait for the freeze; so an empty frozen set here means that the projection is behind.
  if (facts.frozen.length === 0) return { outcome: 'wait', waitingFor: 'freeze_pending' };
  const reconfiguration = heldDigests(facts, 'reconfiguration', (session) => session === epoch);
  const snapshot = snapshotReadyForSigning({
    keys: networkKeys,
    reconfiguredThisEpoch: reconfiguration.map((output) => output.keyId),
  });
  if (!snapshot.ready) return { outcome: 'wait', waitingFor: snapshot.reason };
  const dkg = heldDigests(facts, 'dkg', (session) => session <= epoch);
  if (dkg.length < networkKeys.length) return { outcome: 'wait', waitingFor: 'dkg_output_missing' };
  const nextMembers = next.members.map((member) => member.name);
  const decision = decideAttestation({
    epoch,
    readyQuorumRound: facts.freeze?.quorumRound ?? null,
    frozen: true,
    nextMembers,
    items: computeHandoffItems({
      mpcData: computeEffectiveReconfigInputSet({
        frozen: facts.frozen,
        currentMembers: currentMembers(facts.committee),
        nextMembers,
      }),
      dkg,
      reconfiguration,
    }),
  });
  return decision.outcome === 'built' ? decision : { outcome: 'wait', waitingFor: decision.reason };
}

/** The newest held output of each key the chain knows, among the sessions of the given epochs. */
function heldDigests(
  facts: EpochFacts,
  output: NetworkKeyOutputKind,
  ofEpoch: (session: number) => boolean,
): KeyOutputDigest[] {
  const known = new Set(facts.networkKeys.map((key) => key.keyId));
  const newest = new Map<ObjectId, KeyOutputDigest>();
  // Rows come by ascending session epoch, so the last one stands.
  for (const row of facts.heldOutputs) {
    if (row.output === output && known.has(row.keyId) && ofEpoch(row.epoch)) newest.set(row.keyId, row);
  }
  return [...newest.values()].map(({ keyId, digest }) => ({ keyId, digest }));
}
