import { checked, struct, taggedUnion, vector } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec, objectIdCodec, signatureCodec } from '../bcs/identifiers.ts';
import { type Codec, decodeStrict, encode } from '../bcs/index.ts';
import { u64 } from '../bcs/primitives.ts';
import { blake2b256, type Signer } from '../crypto/index.ts';
import { ProtocolError } from '../errors.ts';
import {
  type AuthorityName,
  compareHex,
  type Digest,
  type Epoch,
  type ObjectId,
  type Signature,
} from '../identifiers.ts';
import { intentBytes } from '../intent.ts';

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

/** Item tags on the wire, and the first part of their order. */
export const HANDOFF_ITEM_TAGS = {
  network_dkg_output: 0,
  network_reconfiguration_output: 1,
  validator_mpc_data: 2,
} as const satisfies Record<HandoffItemKey['type'], number>;

function itemId(key: HandoffItemKey): string {
  return key.type === 'validator_mpc_data' ? key.validator : key.keyId;
}

/** The order of items: tag, then the id as unsigned bytes. */
export function compareHandoffItemKeys(a: HandoffItemKey, b: HandoffItemKey): number {
  return HANDOFF_ITEM_TAGS[a.type] - HANDOFF_ITEM_TAGS[b.type] || compareHex(itemId(a), itemId(b));
}

export const handoffItemKeyCodec: Codec<HandoffItemKey> = taggedUnion<'type', HandoffItemKey>(
  'HandoffItemKey',
  'type',
  {
    network_dkg_output: {
      tag: HANDOFF_ITEM_TAGS.network_dkg_output,
      fields: struct<{ keyId: ObjectId }>('NetworkDkgOutput', { keyId: objectIdCodec }),
    },
    network_reconfiguration_output: {
      tag: HANDOFF_ITEM_TAGS.network_reconfiguration_output,
      fields: struct<{ keyId: ObjectId }>('NetworkReconfigurationOutput', { keyId: objectIdCodec }),
    },
    validator_mpc_data: {
      tag: HANDOFF_ITEM_TAGS.validator_mpc_data,
      fields: struct<{ validator: AuthorityName }>('ValidatorMpcData', { validator: authorityNameCodec }),
    },
  },
);

export const handoffItemCodec: Codec<HandoffItem> = struct('HandoffItem', {
  key: handoffItemKeyCodec,
  digest: digestCodec,
});

function requireAscending(items: readonly HandoffItem[]): void {
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    if (next !== undefined && compareHandoffItemKeys(item.key, next.key) >= 0) {
      throw new ProtocolError('NON_CANONICAL', 'handoff items are not strictly ascending', { index: index + 1 });
    }
  }
}

export const handoffAttestationCodec: Codec<HandoffAttestation> = struct('HandoffAttestation', {
  epoch: u64,
  nextCommitteeHash: digestCodec,
  items: checked(vector(handoffItemCodec), requireAscending),
});

export const handoffSignatureMessageCodec: Codec<HandoffSignatureMessage> = struct('HandoffSignatureMessage', {
  attestation: handoffAttestationCodec,
  signer: authorityNameCodec,
  signature: signatureCodec,
});

export const certifiedHandoffAttestationCodec: Codec<CertifiedHandoffAttestation> = struct(
  'CertifiedHandoffAttestation',
  {
    attestation: handoffAttestationCodec,
    signatures: vector(
      struct<SignerSignature>('SignerSignature', { signer: authorityNameCodec, signature: signatureCodec }),
    ),
  },
);

export function encodeAttestation(attestation: HandoffAttestation): Uint8Array<ArrayBuffer> {
  return encode(handoffAttestationCodec, attestation);
}

/** Throws the codes of strict decoding. */
export function decodeAttestation(bytes: Uint8Array): HandoffAttestation {
  return decodeStrict(handoffAttestationCodec, bytes);
}

/** What an attestation is known by: Blake2b-256 of its canonical bytes. */
export function attestationDigest(attestation: HandoffAttestation): Digest {
  return blake2b256(encodeAttestation(attestation));
}

/** What a member signs with its consensus key. Rule: docs/spec/wire.md#intents. */
export function handoffSigningBytes(attestation: HandoffAttestation): Uint8Array<ArrayBuffer> {
  return intentBytes('handoff_attestation', handoffAttestationCodec, attestation);
}

export function signHandoffAttestation(
  attestation: HandoffAttestation,
  signer: AuthorityName,
  sign: Signer,
): HandoffSignatureMessage {
  return { attestation, signer, signature: sign(handoffSigningBytes(attestation)) };
}

/** A certificate lists at most each member once; this leaves room for committees of a thousand. */
export const MAX_CERTIFICATE_BYTES = 1024 * 1024;

export function encodeCertificate(certificate: CertifiedHandoffAttestation): Uint8Array<ArrayBuffer> {
  return encode(certifiedHandoffAttestationCodec, certificate);
}

/** Throws the codes of strict decoding. */
export function decodeCertificate(bytes: Uint8Array): CertifiedHandoffAttestation {
  return decodeStrict(certifiedHandoffAttestationCodec, bytes, MAX_CERTIFICATE_BYTES);
}
