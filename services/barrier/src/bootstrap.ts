import { setTimeout as pause } from 'node:timers/promises';
import {
  type BootstrapAnswer,
  decideJoinerBootstrap,
  type Epoch,
  MAX_CERTIFICATE_BYTES,
  type ProtocolError,
} from '@baton/protocol';
import { type Answer, boundedFetch } from './bounded-fetch.ts';
import { type Expectation, judgeCertificate, type Verdict } from './candidate.ts';
import type { Peer } from './epoch-facts.ts';

export type BootstrapOutcome =
  | { outcome: 'verified'; peer: string; accepted: Extract<Verdict, { valid: true }> }
  | { outcome: 'rejected'; peers: string[]; required: number; faults: string[] }
  | { outcome: 'unavailable'; invalidPeers: string[]; required: number };

export interface BootstrapOptions {
  peers: readonly Peer[];
  expected: Expectation;
  attemptsMax: number;
  retryMs: number;
  peerTimeoutMs: number;
  signal: AbortSignal;
  /** Replaced in tests; otherwise over HTTP. */
  ask?: (peer: Peer, epoch: Epoch, signal: AbortSignal) => Promise<Answer>;
}

/**
 * One round: all peers are asked at once, attempt after attempt, until one gives a good certificate or the attempts are
 * spent. Answers of the prior committee alone count towards a rejection. Rejects only when aborted.
 * docs/spec/handoff.md#bootstrap
 */
export async function fetchPriorCertificate(options: BootstrapOptions): Promise<BootstrapOutcome> {
  const { peers, expected, attemptsMax, retryMs, peerTimeoutMs, signal } = options;
  const ask =
    options.ask ??
    ((peer: Peer, epoch: Epoch) =>
      boundedFetch(new URL(`/v1/handoff/epochs/${epoch}/certificate`, peer.url), {
        timeoutMs: peerTimeoutMs,
        bytesMax: MAX_CERTIFICATE_BYTES,
        signal,
      }));
  const answers: BootstrapAnswer[] = [];
  const faults = new Set<ProtocolError['code'] | string>();
  for (let attemptsMade = 1; ; attemptsMade += 1) {
    const received = await Promise.all(peers.map((peer) => ask(peer, expected.priorEpoch, signal)));
    signal.throwIfAborted();
    for (const [index, answer] of received.entries()) {
      const peer = peers[index];
      if (peer === undefined || answer.kind !== 'bytes') continue;
      const verdict = judgeCertificate(answer.bytes, expected);
      if (verdict.valid) return { outcome: 'verified', peer: peer.name, accepted: verdict };
      faults.add(verdict.fault);
      if (expected.priorCommittee.has(peer.name)) answers.push({ peer: peer.name, answer: 'invalid' });
    }
    const committeeSize = expected.priorCommittee.members.length;
    const decision = decideJoinerBootstrap({ answers, attemptsMade, attemptsMax, committeeSize });
    if (decision.outcome === 'rejected') return { ...decision, faults: [...faults] };
    if (decision.outcome === 'unavailable') return decision;
    await pause(retryMs, undefined, { signal });
  }
}
