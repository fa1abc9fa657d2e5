import {
  type CertifiedHandoffAttestation,
  type CertifiedOutput,
  evaluateBarrier,
  requiresPriorCertificate,
} from '@baton/protocol';
import { type Expectation, judgeCertificate, type Verdict } from './candidate.ts';
import type { EpochFacts } from './epoch-facts.ts';

type Accepted = Extract<Verdict, { valid: true }>;

/** Where an epoch stands. `requiresCertificate` is null while the chain view does not tell. */
export type Assessment = { requiresCertificate: boolean | null; accepted: Accepted | null } & (
  | { state: 'ready'; reason: 'no_certificate_required' | 'all_held' }
  | { state: 'waiting'; reason: 'prior_epoch_unknown' | 'no_certificate'; missing: [] }
  | { state: 'waiting'; reason: 'missing_outputs'; missing: CertifiedOutput[] }
  | { state: 'rejected'; reason: string }
);

/**
 * Pure. A certificate that this node holds itself was verified when it was stored; one that does not verify now means
 * that the store or the chain view is wrong, and no peer may paper over that. docs/spec/barrier.md#predicate
 */
export function assess(facts: EpochFacts, fetched: Accepted | null): Assessment {
  const { prior, held } = facts;
  if (prior.kind === 'unknown') {
    const reason = 'prior_epoch_unknown';
    return { state: 'waiting', reason, missing: [], requiresCertificate: null, accepted: null };
  }
  const previousProtocolVersion = prior.kind === 'known' ? prior.protocolVersion : null;
  const requiresCertificate = requiresPriorCertificate({ previousProtocolVersion });
  let accepted = fetched;
  const expected = requiresCertificate ? expectationOf(facts) : null;
  if (expected !== null) {
    for (const { source, encoded } of facts.candidates) {
      const verdict = judgeCertificate(encoded, expected);
      if (!verdict.valid) {
        const reason = `certificate held in ${source} does not verify: ${verdict.fault}`;
        return { state: 'rejected', reason, requiresCertificate, accepted: null };
      }
      accepted ??= verdict;
    }
  }
  const certificate: CertifiedHandoffAttestation | null = accepted?.certificate ?? null;
  return { ...evaluateBarrier({ requiresCertificate, certificate, held }), requiresCertificate, accepted };
}

/** Null for an epoch whose predecessor's committee is not known. */
export function expectationOf({ epoch, prior, members }: EpochFacts): Expectation | null {
  return prior.kind === 'known' ? { priorEpoch: epoch - 1, priorCommittee: prior.committee, members } : null;
}
