import { setTimeout as pause } from 'node:timers/promises';
import {
  type BootstrapAnswer,
  decideJoinerBootstrap,
  type Epoch,
  MAX_CERTIFICATE_BYTES,
  type ProtocolError,
} from '@baton/protocol';
import type { PeerObserver } from '@baton/telemetry';
import { type Answer, boundedFetch, resultOf } from './bounded-fetch.ts';
import { type Expectation, judgeCertificate, type Verdict } from './candidate.ts';
import type { Peer } from './epoch-facts.ts';
import type { NoteAnswer } from './peer-answers.ts';

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
  measured: PeerObserver;
  /** Told of each answer. */
  note: NoteAnswer;
  /** Replaced in tests; otherwise over HTTP. */
  ask?: (peer: Peer, epoch: Epoch, signal: AbortSignal) => Promise<Answer>;
}

/**
 * One round: all peers are asked at once, attempt after attempt, until one gives a good certificate, whatever the others
 * still do, or the attempts are spent. Answers of the prior committee alone count towards a rejection. Rejects only when aborted.
 * docs/spec/handoff.md#bootstrap
 */
export async function fetchPriorCertificate(options: BootstrapOptions): Promise<BootstrapOutcome> {
  const { peers, expected, attemptsMax, retryMs, peerTimeoutMs, signal, measured, note } = options;
  const ask: NonNullable<BootstrapOptions['ask']> =
    options.ask ??
    ((peer, epoch, either) => {
      const limits = { timeoutMs: peerTimeoutMs, bytesMax: MAX_CERTIFICATE_BYTES, signal: either };
      const url = new URL(`/v1/handoff/epochs/${epoch}/certificate`, peer.url);
      return measured(() => boundedFetch(url, limits), resultOf);
    });
  const answers: BootstrapAnswer[] = [];
  const faults = new Set<ProtocolError['code'] | string>();
  for (let attemptsMade = 1; ; attemptsMade += 1) {
    const found = new AbortController();
    const either = AbortSignal.any([signal, found.signal]);
    const good = peers.map(async (peer) => {
      const answer = await ask(peer, expected.priorEpoch, either);
      if (either.aborted) throw new Error('another peer was faster');
      if (answer.kind !== 'bytes') {
        const detail = answer.kind === 'failed' ? answer.reason : undefined;
        note(peer, 'certificate', { answer: answer.kind, detail });
        throw new Error(`${peer.name} has none`);
      }
      const verdict = judgeCertificate(answer.bytes, expected);
      note(peer, 'certificate', verdict.valid ? { answer: 'good' } : { answer: 'bad', detail: verdict.fault });
      if (verdict.valid) return { peer: peer.name, accepted: verdict };
      faults.add(verdict.fault);
      if (expected.priorCommittee.has(peer.name)) answers.push({ peer: peer.name, answer: 'invalid' });
      throw new Error(`the certificate of ${peer.name} is no good`);
    });
    const first = await Promise.any(good).catch(() => undefined);
    found.abort();
    signal.throwIfAborted();
    if (first !== undefined) return { outcome: 'verified', ...first };
    const committeeSize = expected.priorCommittee.members.length;
    const decision = decideJoinerBootstrap({ answers, attemptsMade, attemptsMax, committeeSize });
    if (decision.outcome === 'rejected') return { ...decision, faults: [...faults] };
    if (decision.outcome === 'unavailable') return decision;
    await pause(retryMs, undefined, { signal });
  }
}
