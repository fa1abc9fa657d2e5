import { chainThresholds, fromHex } from '@baton/protocol';
import type { BlsCommittee } from '@baton/sui-client/layout';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { GenesisError } from './genesis.ts';

const { Point } = bls12_381.G1;

export interface CommitteeSeat {
  validatorId: string;
  /** 96 bytes, uncompressed. */
  protocolPubkey: Uint8Array;
}

/** Compressed key to the form that committees and records hold. Rejects what is no point of the group. */
export function uncompressedG1(compressedHex: string): Uint8Array {
  try {
    const point = Point.fromBytes(fromHex(compressedHex));
    point.assertValidity();
    return point.toBytes(false);
  } catch (cause) {
    throw new GenesisError(`not a BLS12-381 public key: ${compressedHex} (${String(cause)})`);
  }
}

/** As `ika_common::bls_committee` makes one: one vote per member, thresholds from their number. */
export function blsCommittee(seats: readonly CommitteeSeat[]): BlsCommittee {
  const sum = seats.reduce((total, seat) => total.add(Point.fromBytes(seat.protocolPubkey)), Point.ZERO);
  const thresholds = seats.length > 0 ? chainThresholds(seats.length) : { quorumThreshold: 0, validityThreshold: 0 };
  return {
    members: seats.map((seat) => ({
      validator_id: seat.validatorId,
      protocol_pubkey: { bytes: seat.protocolPubkey },
    })),
    aggregated_protocol_pubkey: { bytes: sum.toBytes(true) },
    quorum_threshold: String(thresholds.quorumThreshold),
    validity_threshold: String(thresholds.validityThreshold),
  };
}
