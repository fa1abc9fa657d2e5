import type { Committee } from '../committee.ts';
import { verifyEd25519 } from '../crypto/index.ts';
import {
  attestationDigest,
  type HandoffAttestation,
  type HandoffSignatureMessage,
  handoffSigningBytes,
} from '../messages/index.ts';

export type HandoffSignatureVerdict = 'attestation_mismatch' | 'unknown_signer' | 'invalid_signature' | 'accept';

export interface VerifyHandoffSignature {
  message: HandoffSignatureMessage;
  /** What the signature should be over. A sequence-pure tally passes the message's own attestation. */
  expected: HandoffAttestation;
  /** The epoch's committee: its consensus keys judge. */
  committee: Committee;
}

/** First failure wins, in this order: attestation, signer, signature. `docs/spec/handoff.md#signature-verdicts` */
export function verifyHandoffSignature(input: VerifyHandoffSignature): HandoffSignatureVerdict {
  const { message, expected, committee } = input;
  if (message.attestation !== expected && attestationDigest(message.attestation) !== attestationDigest(expected)) {
    return 'attestation_mismatch';
  }
  const key = committee.keyOf(message.signer);
  if (key === undefined) return 'unknown_signer';
  return verifyEd25519(message.signature, handoffSigningBytes(expected), key) ? 'accept' : 'invalid_signature';
}
