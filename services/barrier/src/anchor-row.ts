import { attestationDigest, type CertifiedOutput, type Epoch, type HandoffItem, toHex } from '@baton/protocol';
import type { AnchorRow } from '@baton/read-model';
import type { Assessment } from './assess.ts';

/** Since when an epoch is looked at in vain, and how often; local clock, milliseconds. */
export interface Waiting {
  since: number;
  retries: number;
}

/** A wait goes on over a restart; an epoch that was open before waits anew. */
export function waitingOf(anchor: AnchorRow | undefined, now: number): Waiting {
  return anchor?.state === 'waiting' ? anchor : { since: now, retries: 0 };
}

export function anchorRow(epoch: Epoch, assessment: Assessment, waiting: Waiting, now: number): AnchorRow {
  const { state, reason, accepted } = assessment;
  return {
    epoch,
    state,
    priorAttestationDigest: accepted ? attestationDigest(accepted.certificate.attestation) : null,
    certificate: accepted ? toHex(accepted.encoded) : null,
    requiresCertificate: assessment.requiresCertificate ?? true,
    missing: state === 'waiting' ? assessment.missing.map(itemOf) : [],
    reason,
    since: waiting.since,
    retries: waiting.retries,
    readyAt: state === 'ready' ? now : null,
  };
}

function itemOf({ keyId, output, digest }: CertifiedOutput): HandoffItem {
  const type = output === 'dkg' ? 'network_dkg_output' : 'network_reconfiguration_output';
  return { key: { type, keyId }, digest };
}
