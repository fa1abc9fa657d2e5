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
  const { held } = facts;
  const requiresCertificate = requirementOf(facts);
  if (requiresCertificate === null) {
    const reason = 'prior_epoch_unknown';
    return { state: 'waiting', reason, missing: [], requiresCertificate, accepted: null };
  }
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

/**
 * By the recorded version of the epoch before. Where this node did not see that epoch, by the present version: versions
 * never fall, so a chain-driven epoch has no certificate before it, and any other is taken to have one until the node
 * was there at a boundary. Null where the committee to verify it against is not known either.
 */
function requirementOf({ prior, protocolVersion }: EpochFacts): boolean | null {
  if (prior.kind === 'none') return false;
  const previousProtocolVersion = prior.kind === 'recorded' ? prior.protocolVersion : protocolVersion;
  const required = requiresPriorCertificate({ previousProtocolVersion });
  return required && prior.kind === 'unknown' ? null : required;
}

/** Null for an epoch whose predecessor's committee is not known. */
export function expectationOf({ epoch, prior, members }: EpochFacts): Expectation | null {
  if (prior.kind === 'none' || prior.kind === 'unknown') return null;
  const keysMayHaveChanged = prior.kind === 'from_chain';
  return { priorEpoch: epoch - 1, priorCommittee: prior.committee, keysMayHaveChanged, members };
}
