import { struct } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec, signatureCodec } from '../bcs/identifiers.ts';
import { type Codec, decodeStrict, encode } from '../bcs/index.ts';
import { u64 } from '../bcs/primitives.ts';
import type { Signer } from '../crypto/index.ts';
import type { AuthorityName, Digest, Epoch, Signature, TimestampMs } from '../identifiers.ts';
import { intentBytes } from '../intent.ts';

/** A validator says which blob it stands for in `epoch`; relayed ones name the coming epoch. */
export interface ValidatorMpcDataAnnouncement {
  validator: AuthorityName;
  epoch: Epoch;
  timestampMs: TimestampMs;
  blobHash: Digest;
}

/** A joiner's announcement with its own signature, so that any member may relay it. */
export interface SignedValidatorMpcDataAnnouncement {
  announcement: ValidatorMpcDataAnnouncement;
  joinerSignature: Signature;
}

export const announcementCodec: Codec<ValidatorMpcDataAnnouncement> = struct('ValidatorMpcDataAnnouncement', {
  validator: authorityNameCodec,
  epoch: u64,
  timestampMs: u64,
  blobHash: digestCodec,
});

export const signedAnnouncementCodec: Codec<SignedValidatorMpcDataAnnouncement> = struct(
  'SignedValidatorMpcDataAnnouncement',
  { announcement: announcementCodec, joinerSignature: signatureCodec },
);

/** What a joiner signs: 100 bytes. Rule: docs/spec/wire.md#intents. */
export function announcementSigningBytes(announcement: ValidatorMpcDataAnnouncement): Uint8Array<ArrayBuffer> {
  return intentBytes('validator_mpc_data_announcement', announcementCodec, announcement);
}

export function signAnnouncement(
  announcement: ValidatorMpcDataAnnouncement,
  sign: Signer,
): SignedValidatorMpcDataAnnouncement {
  return { announcement, joinerSignature: sign(announcementSigningBytes(announcement)) };
}

export function encodeSignedAnnouncement(signed: SignedValidatorMpcDataAnnouncement): Uint8Array<ArrayBuffer> {
  return encode(signedAnnouncementCodec, signed);
}

/** Throws the codes of strict decoding. */
export function decodeSignedAnnouncement(bytes: Uint8Array): SignedValidatorMpcDataAnnouncement {
  return decodeStrict(signedAnnouncementCodec, bytes);
}
