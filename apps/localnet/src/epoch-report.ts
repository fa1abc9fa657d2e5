import type { Epoch } from '@baton/protocol';
import { firstCommitTime, type LogAddress, readEpochLogFacts } from './epoch-log-facts.ts';
import type { Conclusions, Observer } from './observer.ts';
import type { EpochReport } from './report.ts';

/** Gathers what the validators concluded of an epoch that all of them have finished. */
export async function reportEpoch(
  epoch: Epoch,
  observers: readonly Observer[],
  log: LogAddress,
  blobReadsBefore: number,
  signal: AbortSignal,
): Promise<EpochReport> {
  const conclusions = await Promise.all(
    observers.map(async (observer) => ({ observer, said: await observer.conclusions(epoch) })),
  );
  const richest = richestOf(conclusions.map(({ said }) => said));
  const facts = await readEpochLogFacts(log, epoch, signal);
  const nextStartMs = await firstCommitTime(log, epoch + 1, signal);
  const freezeRound = richest.freezeRound ?? 0;
  const closeRound = richest.closeRound ?? 0;
  const since = (round: number) => (facts.timeOf(round) ?? facts.firstCommitMs) - facts.firstCommitMs;
  const closedMs = facts.timeOf(closeRound) ?? facts.firstCommitMs;
  const digests = conclusions.flatMap(({ observer, said }) =>
    said.attestationDigest === null ? [] : [[observer.plan.authority, said.attestationDigest] as const],
  );
  const held = richest.certificate;
  return {
    epoch,
    frozen: richest.frozen,
    excluded: richest.excluded,
    attestationDigests: Object.fromEntries(digests),
    certificate: {
      signers: held?.signers ?? 0,
      stake: held?.stake ?? 0,
      quorum: held?.quorum ?? richest.committee?.quorumThreshold ?? 0,
    },
    commits: facts.commits,
    messages: facts.messages,
    freezeRound,
    closeRound,
    durationsMs: {
      freeze: since(freezeRound),
      close: since(closeRound),
      turnover: (nextStartMs ?? closedMs) - closedMs,
    },
    chainBlobReads: conclusions.reduce((sum, { said }) => sum + said.chainBlobReads, 0) - blobReadsBefore,
  };
}

/** All have folded the same log, so they differ at most in how far they are; the one with the most signatures tells most. */
function richestOf(all: readonly Conclusions[]): Conclusions {
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a network without validators');
  const signers = (one: Conclusions) => one.certificate?.signers ?? 0;
  return others.reduce((best, one) => (signers(one) > signers(best) ? one : best), first);
}
