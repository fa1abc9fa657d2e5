import { authorityName, toHex, verifyAggregateBls } from '@baton/protocol';
import { compressG1 } from '@baton/sui-client';
import type { BlsCommittee } from '@baton/sui-client/layout';
import { MoveAbort } from '../chain/move.ts';

/** `ika_common::bls_committee::verify_certificate`, with its abort codes. */

const SIGNATURE_BYTES = 96;
const E_INVALID_BITMAP = 0;
const E_INVALID_SIGNATURE_LENGTH = 1;
const E_INVALID_SIGNATURE = 2;
const E_NOT_ENOUGH_STAKE = 3;

export interface Certificate {
  signature: Uint8Array;
  signersBitmap: Uint8Array;
}

/** Number of signers. Aborts unless a quorum of the committee, named by the bitmap, signed these very bytes. */
export function verifyCertificate(committee: BlsCommittee, certificate: Certificate, message: Uint8Array): number {
  const { signature, signersBitmap } = certificate;
  if (signature.length !== SIGNATURE_BYTES) throw abort(E_INVALID_SIGNATURE_LENGTH, 'EInvalidSignatureLength');
  const seats = committee.members.length;
  if (signersBitmap.length !== Math.ceil(seats / 8)) throw abort(E_INVALID_BITMAP, 'EInvalidBitmap');
  const signed = (seat: number): boolean => (((signersBitmap[seat >> 3] ?? 0) >> (seat & 7)) & 1) === 1;
  for (let bit = seats; bit < signersBitmap.length * 8; bit++) {
    // A bit beyond the last seat would give one set of signers several bitmaps.
    if (signed(bit)) throw abort(E_INVALID_BITMAP, 'EInvalidBitmap');
  }
  const signers = committee.members.filter((_member, seat) => signed(seat));
  if (signers.length < Number(committee.quorum_threshold)) throw abort(E_NOT_ENOUGH_STAKE, 'ENotEnoughStake');
  const names = signers.map((member) => authorityName(toHex(compressG1(member.protocol_pubkey.bytes))));
  if (!verifyAggregateBls(signature, message, names)) throw abort(E_INVALID_SIGNATURE, 'EInvalidSignature');
  return signers.length;
}

function abort(code: number, reason: string): MoveAbort {
  return new MoveAbort('bls_committee', 'verify_certificate', code, reason);
}
