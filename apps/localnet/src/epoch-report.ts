import { decodeCertificate, type Epoch, fromHex } from '@baton/protocol';
import { firstCommitTime, type LogAddress, readEpochLogFacts } from './epoch-log-facts.ts';
import type { Conclusions, Observer } from './observer.ts';
import type { EpochReport } from './report.ts';
import type { SessionCounter } from './session-counts.ts';
import type { WatchedNetwork } from './watched-network.ts';

export interface ReportSources {
  network: WatchedNetwork;
  log: LogAddress;
  sessions: SessionCounter;
  blobReadsBefore: number;
}

/** Gathers what the members concluded of an epoch that all of them have finished. */
export async function reportEpoch(
  epoch: Epoch,
  { network, log, sessions, blobReadsBefore }: ReportSources,
  signal: AbortSignal,
): Promise<EpochReport> {
  const members = await network.members(epoch);
  const conclusions = await Promise.all(
    members.map(async (observer) => ({ observer, said: await observer.conclusions(epoch) })),
  );
  const richest = richestOf(conclusions.map(({ said }) => said));
  const facts = await readEpochLogFacts(log, epoch, signal);
  const nextStartMs = await firstCommitTime(log, epoch + 1, signal);
  const freezeRound = richest.freezeRound ?? 0;
  const closeRound = richest.closeRound ?? 0;
  const since = (round: number) => (facts.timeOf(round) ?? facts.firstCommitMs) - facts.firstCommitMs;
  const closedMs = facts.timeOf(closeRound) ?? facts.firstCommitMs;
  return {
    epoch,
    protocolVersion: richest.protocolVersion ?? 0,
    ...(await membership(epoch, network)),
    frozen: richest.frozen,
    excluded: richest.excluded,
    attestationDigests: attestationDigests(conclusions),
    certificate: describeCertificate(richest),
    assembledKeys: conclusions.find(({ said }) => said.assembledKeys.length > 0)?.said.assembledKeys ?? [],
    sessions: sessions.of(epoch),
    commits: facts.commits,
    messages: facts.messages,
    freezeRound,
    closeRound,
    durationsMs: {
      freeze: since(freezeRound),
      close: since(closeRound),
      turnover: (nextStartMs ?? closedMs) - closedMs,
    },
    chainBlobReads: (await network.chainBlobReads()) - blobReadsBefore,
  };
}

async function membership(
  epoch: Epoch,
  network: WatchedNetwork,
): Promise<Pick<EpochReport, 'members' | 'joined' | 'left'>> {
  const namesIn = async (at: Epoch): Promise<string[]> =>
    (await network.committee(at))?.members.map(({ name }) => name) ?? [];
  const [members, before] = await Promise.all([namesIn(epoch), namesIn(epoch - 1)]);
  if (before.length === 0) return { members, joined: [], left: [] };
  return {
    members,
    joined: members.filter((name) => !before.includes(name)),
    left: before.filter((name) => !members.includes(name)),
  };
}

function attestationDigests(all: readonly { observer: Observer; said: Conclusions }[]): Record<string, string> {
  const digests = all.flatMap(({ observer, said }) =>
    said.attestationDigest === null ? [] : [[observer.plan.authority, said.attestationDigest] as const],
  );
  return Object.fromEntries(digests);
}

function describeCertificate({ certificate: held, committee }: Conclusions): EpochReport['certificate'] {
  const quorum = held?.quorum ?? committee?.quorumThreshold ?? 0;
  if (held === undefined) return { signers: 0, stake: 0, quorum, nextCommitteeHash: null };
  const { nextCommitteeHash } = decodeCertificate(fromHex(held.encoded)).attestation;
  return { signers: held.signers, stake: held.stake, quorum, nextCommitteeHash };
}

/** All have folded the same log, so they differ at most in how far they are; the one with the most signatures tells most. */
function richestOf(all: readonly Conclusions[]): Conclusions {
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a network without validators');
  const signers = (one: Conclusions) => one.certificate?.signers ?? 0;
  return others.reduce((best, one) => (signers(one) > signers(best) ? one : best), first);
}
