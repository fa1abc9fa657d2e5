import type { Digest, Epoch, ObjectId } from '../identifiers.ts';
import type { CertifiedHandoffAttestation, NetworkKeyOutputKind } from '../messages/index.ts';

/** Bytes this node holds for a network key, by digest. `epoch` is the session's. */
export interface HeldNetworkKeyOutput {
  epoch: Epoch;
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  digest: Digest;
}

export interface CertifiedOutput {
  keyId: ObjectId;
  output: NetworkKeyOutputKind;
  digest: Digest;
}

export interface CertifiedNetworkKeyOutputs {
  certificate: CertifiedHandoffAttestation;
  held: readonly HeldNetworkKeyOutput[];
}

/**
 * The certified network-key outputs that are not held, in item order. A reconfiguration output counts only under the
 * certificate's epoch, a DKG output under any; validators' blobs are not asked for. `docs/spec/barrier.md#predicate`
 */
export function missingCertifiedOutputs({ certificate, held }: CertifiedNetworkKeyOutputs): CertifiedOutput[] {
  return certifiedOutputs(certificate).filter(
    (wanted) =>
      !held.some(
        (own) =>
          own.keyId === wanted.keyId &&
          own.output === wanted.output &&
          own.digest === wanted.digest &&
          (wanted.output === 'dkg' || own.epoch === certificate.attestation.epoch),
      ),
  );
}

export function certifiedOutputs(certificate: CertifiedHandoffAttestation): CertifiedOutput[] {
  const outputs: CertifiedOutput[] = [];
  for (const { key, digest } of certificate.attestation.items) {
    if (key.type === 'network_dkg_output') outputs.push({ keyId: key.keyId, output: 'dkg', digest });
    if (key.type === 'network_reconfiguration_output')
      outputs.push({ keyId: key.keyId, output: 'reconfiguration', digest });
  }
  return outputs;
}
