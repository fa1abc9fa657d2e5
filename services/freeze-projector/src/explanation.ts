import {
  type AuthorityName,
  compareHex,
  type Digest,
  decodeCertificate,
  fromHex,
  priorEpochMpcDataDigests,
  type Stake,
} from '@baton/protocol';
import type { AnnouncementRow, FreezeFacts } from '@baton/read-model';
import { type NameReason, reasonOf } from './reason.ts';

/** Where a name stands: what the grid of committee and epochs shows. */
export type NameState = 'frozen' | 'carried' | 'excluded' | 'announced' | 'silent';

export interface DigestSupport {
  digest: Digest;
  stake: Stake;
  /** Whose ready signals name exactly this digest, ascending. */
  authorities: AuthorityName[];
}

/** All that the log says of one name in an epoch's freeze. */
export interface NameExplanation {
  name: AuthorityName;
  /** In this epoch's committee. */
  seated: boolean;
  /** In the next committee, as this epoch's log recorded it; null while it has not. */
  seatedNext: boolean | null;
  state: NameState;
  /** What is frozen; null where nothing is. */
  digest: Digest | null;
  source: 'quorum' | 'carried' | null;
  /** Ready stake behind each digest, most first. */
  stakeByDigest: DigestSupport[];
  quorumThreshold: Stake;
  announcement: AnnouncementRow | null;
  /** Relayed announcements that wait until the next committee is recorded. */
  candidates: FreezeFacts['joinerCandidates'];
  /** What the prior certificate pins for it. */
  priorDigest: Digest | null;
  /** Signalled, and did not name it. */
  notAttestedBy: { authority: AuthorityName; round: number }[];
  /** Members without a ready signal. */
  notSignalled: AuthorityName[];
  reason: NameReason;
}

/**
 * For every member, every joiner that the log knows and every name in a ready signal: stake per digest, and what the
 * freeze made of it. Pure. Empty where this node did not see the epoch's committee. docs/spec/freeze.md#explanation
 */
export function explainFreeze(facts: FreezeFacts): NameExplanation[] {
  const committee = facts.view?.committee;
  if (committee === undefined) return [];
  const { members, quorumThreshold } = committee;
  const stakes = new Map(members.map(({ name, stake }) => [name, stake]));
  const support = supportOf(facts, stakes);
  const next = facts.nextCommittee?.committee.members.map(({ name }) => name) ?? null;
  const frozen = new Map(facts.frozen.map((row) => [row.name, row]));
  const excluded = new Set(facts.excluded);
  const announced = announcementsByName(facts);
  const candidates = Map.groupBy(facts.joinerCandidates, ({ joiner }) => joiner);
  const prior = priorDigests(facts);
  const signalled = new Set(facts.readySignals.map(({ authority }) => authority));
  const notSignalled = members.flatMap(({ name }) => (signalled.has(name) ? [] : [name]));
  const names = new Set([
    ...stakes.keys(),
    ...support.keys(),
    ...frozen.keys(),
    ...excluded,
    ...announced.keys(),
    ...candidates.keys(),
    ...(next ?? []),
  ]);
  return [...names].sort(compareHex).map((name) => {
    const stakeByDigest = support.get(name) ?? [];
    const attesting = new Set(stakeByDigest.flatMap(({ authorities }) => authorities));
    const row = frozen.get(name);
    const announcement = announced.get(name) ?? null;
    const silent = announcement === null && !candidates.has(name);
    const state: NameState = row
      ? row.source === 'carried'
        ? 'carried'
        : 'frozen'
      : excluded.has(name)
        ? 'excluded'
        : silent
          ? 'silent'
          : 'announced';
    const known = {
      name,
      seated: stakes.has(name),
      seatedNext: next === null ? null : next.includes(name),
      state,
      digest: row?.digest ?? null,
      source: row?.source ?? null,
      stakeByDigest,
      quorumThreshold,
      announcement,
      candidates: candidates.get(name) ?? [],
      priorDigest: prior.get(name) ?? null,
      notAttestedBy: facts.readySignals.flatMap(({ authority, round }) =>
        attesting.has(authority) ? [] : [{ authority, round }],
      ),
      notSignalled,
    };
    return { ...known, reason: reasonOf(known, facts.status.freezeRound) };
  });
}

function supportOf({ readySignals }: FreezeFacts, stakes: ReadonlyMap<AuthorityName, Stake>) {
  const support = new Map<AuthorityName, DigestSupport[]>();
  for (const { authority, validatedPeers } of readySignals) {
    for (const { name, digest } of validatedPeers) {
      const digests = support.get(name) ?? [];
      support.set(name, digests);
      let behind = digests.find((one) => one.digest === digest);
      if (behind === undefined) {
        behind = { digest, stake: 0, authorities: [] };
        digests.push(behind);
      }
      behind.stake += stakes.get(authority) ?? 0;
      behind.authorities.push(authority);
    }
  }
  for (const digests of support.values()) digests.sort((a, b) => b.stake - a.stake || compareHex(a.digest, b.digest));
  return support;
}

/** Where a name has a row of this epoch and one relayed for the next, this epoch's counts. */
function announcementsByName({ announcements }: FreezeFacts): Map<AuthorityName, AnnouncementRow> {
  const byName = new Map<AuthorityName, AnnouncementRow>();
  for (const row of announcements) {
    const known = byName.get(row.validator);
    if (known === undefined || row.epoch < known.epoch) byName.set(row.validator, row);
  }
  return byName;
}

function priorDigests({ anchor }: FreezeFacts): Map<AuthorityName, Digest> {
  if (!anchor?.certificate) return new Map();
  const peers = priorEpochMpcDataDigests(decodeCertificate(fromHex(anchor.certificate)));
  return new Map(peers.map(({ name, digest }) => [name, digest]));
}
