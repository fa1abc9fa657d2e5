import type { AuthorityName, Digest, Epoch, ObjectId, Signature } from '../identifiers.ts';

export type HandoffItemKey =
  | { type: 'network_dkg_output'; keyId: ObjectId }
  | { type: 'network_reconfiguration_output'; keyId: ObjectId }
  | { type: 'validator_mpc_data'; validator: AuthorityName };

export interface HandoffItem {
  key: HandoffItemKey;
  digest: Digest;
}

/** What an epoch's committee certifies for its successor; items strictly ascending by key. */
export interface HandoffAttestation {
  epoch: Epoch;
  nextCommitteeHash: Digest;
  items: HandoffItem[];
}

export interface HandoffSignatureMessage {
  attestation: HandoffAttestation;
  signer: AuthorityName;
  signature: Signature;
}

export interface SignerSignature {
  signer: AuthorityName;
  signature: Signature;
}

export interface CertifiedHandoffAttestation {
  attestation: HandoffAttestation;
  signatures: SignerSignature[];
}
