import {
  type AuthorityName,
  type CommitteeSnapshot,
  createCommittee,
  type Epoch,
  reachesQuorum,
  stakeOfAll,
} from '@baton/protocol';
import type { FreezeEpochRow, FreezeFacts, freezeQueries } from '@baton/read-model';
import type { Static } from 'typebox';
import { explainFreeze, type NameExplanation, type NameState } from './explanation.ts';
import { describeReason } from './reason.ts';
import type * as schemas from './schemas.ts';

type EpochSummary = Static<typeof schemas.epochList>['items'][number];
type NetworkKeyReadiness = Static<typeof schemas.networkKeyList>['items'][number];
type NetworkKeyReadyRow = freezeQueries.NetworkKeyReadyRow;

export function describeEpochRow(row: FreezeEpochRow): EpochSummary {
  const { epoch, quorumRound, freezeRound, readySigners, readyStake, ended, protocolVersion, seated } = row;
  const excluded = new Set(row.excluded);
  const announced = new Set(row.announced);
  const stateOf = (name: AuthorityName): NameState => {
    const source = row.frozen[name];
    if (source) return source === 'carried' ? 'carried' : 'frozen';
    if (excluded.has(name)) return 'excluded';
    return announced.has(name) ? 'announced' : 'silent';
  };
  const frozen = Object.keys(row.frozen) as AuthorityName[];
  const others = new Set([...frozen, ...excluded, ...announced]);
  for (const name of seated) others.delete(name);
  return {
    epoch,
    status: freezeRound === null ? 'open' : 'frozen',
    ended,
    protocolVersion,
    quorumRound,
    freezeRound,
    readySigners,
    readyStake,
    members: [
      ...seated.map((name) => ({ name, seated: true, state: stateOf(name) })),
      ...[...others].sort().map((name) => ({ name, seated: false, state: stateOf(name) })),
    ],
  };
}

export function describeFreeze(epoch: Epoch, facts: FreezeFacts): Static<typeof schemas.freezeView> {
  const { epoch: _, ...status } = facts.status;
  const decided = status.freezeRound !== null;
  const outcomeOf = ({ source, state }: NameExplanation) =>
    source ? 'frozen' : state === 'excluded' ? 'excluded' : decided ? 'not_named' : 'pending';
  return {
    epoch,
    isFrozen: facts.frozen.length > 0,
    status,
    frozen: facts.frozen.map(({ name, digest, source, stake }) => ({ name, digest, source, stake })),
    excluded: facts.excluded,
    names: explainFreeze(facts).map((explained) => ({
      name: explained.name,
      seated: explained.seated,
      state: explained.state,
      outcome: outcomeOf(explained),
      reason: explained.reason,
      announced: explained.announcement?.blobHash ?? null,
      digests: explained.stakeByDigest.map(({ digest, stake, authorities }) => ({
        digest,
        stake,
        signers: authorities.length,
      })),
    })),
  };
}

/** Undefined for a name that the epoch's log, committee and next committee don't know. */
export function describeName(
  epoch: Epoch,
  facts: FreezeFacts,
  name: string,
): Static<typeof schemas.nameExplanation> | undefined {
  const explained = explainFreeze(facts).find((one) => one.name === name);
  if (explained === undefined) return undefined;
  const { announcement, candidates, reason, ...rest } = explained;
  return {
    epoch,
    ...rest,
    announcement: announcement && {
      epoch: announcement.epoch,
      digest: announcement.blobHash,
      timestampMs: announcement.timestampMs,
      round: announcement.round,
      sequence: announcement.sequence,
      relayed: announcement.relayed,
    },
    candidates: candidates.map(({ digest, relayer, arrivedMs }) => ({ digest, relayer, arrivedMs })),
    why: { code: reason, text: describeReason(explained, facts.status) },
  };
}

/** Each key of the signals in a line, with the stake that they add up to. */
export function describeNetworkKeys(
  snapshot: CommitteeSnapshot,
  signals: readonly NetworkKeyReadyRow[],
): NetworkKeyReadiness[] {
  const committee = createCommittee(snapshot);
  return [...Map.groupBy(signals, ({ keyId }) => keyId)].map(([keyId, ofKey]) => {
    const readyStake = stakeOfAll(
      committee,
      ofKey.map(({ authority }) => authority),
    );
    const authorities = ofKey.map(({ authority, round }) => ({ authority, round }));
    return { keyId, readyStake, quorum: reachesQuorum(committee, readyStake), authorities };
  });
}
