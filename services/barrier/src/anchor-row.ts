import { attestationDigest, type CertifiedOutput, type Epoch, type HandoffItem, toHex } from '@baton/protocol';
import type { AnchorRow } from '@baton/read-model';
import type { Assessment } from './assess.ts';

/** When an epoch was first looked at and how often it was found not ready; local clock, milliseconds. */
export interface Waiting {
  since: number;
  retries: number;
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
