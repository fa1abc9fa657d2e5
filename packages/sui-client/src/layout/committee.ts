import { bcs } from '@mysten/bcs';
import { Address, Element } from './move.ts';

/** `protocol_pubkey.bytes` is a 96-byte uncompressed G1 point, the aggregate a 48-byte compressed one. */
export const BlsCommittee = bcs.struct('BlsCommittee', {
  members: bcs.vector(bcs.struct('BlsCommitteeMember', { validator_id: Address, protocol_pubkey: Element })),
  aggregated_protocol_pubkey: Element,
  quorum_threshold: bcs.u64(),
  validity_threshold: bcs.u64(),
});
export type BlsCommittee = typeof BlsCommittee.$inferType;
