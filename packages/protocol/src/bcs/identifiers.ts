import { ProtocolError } from '../errors.ts';
import {
  AUTHORITY_NAME_BYTES,
  type AuthorityName,
  BLS_SIGNATURE_BYTES,
  type BlsSignature,
  CONSENSUS_KEY_BYTES,
  type ConsensusKey,
  DIGEST_BYTES,
  type Digest,
  networkName,
  OBJECT_ID_BYTES,
  type ObjectId,
  SIGNATURE_BYTES,
  type Signature,
} from '../identifiers.ts';
import { checked } from './composites.ts';
import { fixedHex, prefixedHex, utf8String } from './primitives.ts';

export const authorityNameCodec = prefixedHex<AuthorityName>('AuthorityName', AUTHORITY_NAME_BYTES);
export const digestCodec = fixedHex<Digest>('Digest', DIGEST_BYTES);
export const consensusKeyCodec = fixedHex<ConsensusKey>('ConsensusKey', CONSENSUS_KEY_BYTES);
export const signatureCodec = fixedHex<Signature>('Signature', SIGNATURE_BYTES);
export const blsSignatureCodec = fixedHex<BlsSignature>('BlsSignature', BLS_SIGNATURE_BYTES);
export const objectIdCodec = fixedHex<ObjectId>('ObjectId', OBJECT_ID_BYTES, '0x');

export const networkNameCodec = checked(utf8String, (value) => {
  try {
    networkName(value);
  } catch (cause) {
    throw new ProtocolError('MALFORMED', 'not a network name', { value }, cause);
  }
});
