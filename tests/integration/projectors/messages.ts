import {
  announcementSigningBytes,
  type BlsSignature,
  type CheckpointKind,
  type Digest,
  type HandoffAttestation,
  hashNextCommittee,
  objectId,
  SIGNATURE_KIND,
  signHandoffAttestation,
} from '@baton/protocol';
import { committeeOf, MEMBERS, SEQUENCER_SEAT } from './committee.ts';
import type { EpochWriter } from './epoch-writer.ts';

export const KEY_ID = objectId(`0x${'7'.repeat(64)}`);

export const blobOf = (seat: number) => `${seat + 1}`.padStart(2, '0').repeat(32) as Digest;

export async function freezeIn(writer: EpochWriter, epoch: number): Promise<void> {
  await writer.commit(
    MEMBERS.map((member, seat) => {
      const announcement = { validator: member.name, epoch, timestampMs: 5 + seat, blobHash: blobOf(seat) };
      return writer.message(member, { kind: 'validator_mpc_data_announcement', announcement });
    }),
  );
  const validatedPeers = MEMBERS.map(({ name }, seat) => ({ name, digest: blobOf(seat) }));
  await writer.commit(
    MEMBERS.map((member) => {
      const signal = { authority: member.name, epoch, sequenceNumber: 1, validatedPeers };
      return writer.message(member, { kind: 'epoch_mpc_data_ready_signal', signal });
    }),
  );
}

export const attestationOf = (epoch: number): HandoffAttestation => ({
  epoch,
  nextCommitteeHash: hashNextCommittee(MEMBERS.map(({ name }) => name)),
  items: [{ key: { type: 'network_dkg_output', keyId: KEY_ID }, digest: blobOf(8) }],
});

export function vote(writer: EpochWriter, seat: number, attestation: HandoffAttestation) {
  const member = MEMBERS[seat]!;
  const handoffSignature = signHandoffAttestation(attestation, member.name, member.sign);
  return writer.message(member, { kind: 'end_of_publish_v2', authority: member.name, handoffSignature });
}

/** The vote is the member's own, the signature in it is made with another one's key. */
export function forgedVote(writer: EpochWriter, seat: number, attestation: HandoffAttestation) {
  const member = MEMBERS[seat]!;
  const handoffSignature = signHandoffAttestation(attestation, member.name, SEQUENCER_SEAT.sign);
  return writer.message(member, { kind: 'end_of_publish_v2', authority: member.name, handoffSignature });
}

export function readyForDkg(writer: EpochWriter, seat: number) {
  const member = MEMBERS[seat]!;
  const signal = { authority: member.name, keyId: KEY_ID, epoch: 1 };
  return writer.message(member, { kind: 'network_key_dkg_ready_signal', signal });
}

export function sessionResults(writer: EpochWriter, seat: number) {
  const outputs = [{ sessionId: KEY_ID, sequenceNumber: 9, digest: blobOf(5), rejected: false }];
  const results = { authority: MEMBERS[seat]!.name, epoch: 1, batch: 0, outputs };
  return writer.message(MEMBERS[seat]!, { kind: 'user_session_outputs', results });
}

/** The next committee is named, and a member of it relayed. */
export function relayed(writer: EpochWriter, seat: number, committee = committeeOf(2)) {
  const joiner = MEMBERS[seat]!;
  const announcement = { validator: joiner.name, epoch: 2, timestampMs: 3, blobHash: blobOf(7) };
  const signed = { announcement, joinerSignature: joiner.sign(announcementSigningBytes(announcement)) };
  const record = { epoch: 1, committee };
  return [
    writer.message(SEQUENCER_SEAT, { kind: 'next_committee_published', record }),
    writer.message(MEMBERS[1]!, { kind: 'relayed_validator_mpc_data_announcement', signed }),
  ];
}

export function supports(writer: EpochWriter, seat: number, versions: readonly number[]) {
  const supportedVersions = versions.map((version) => ({ version, configurationDigest: blobOf(version) }));
  const notification = { authority: MEMBERS[seat]!.name, generation: 1, supportedVersions };
  return writer.message(MEMBERS[seat]!, { kind: 'capability_notification_v1', notification });
}

export function signsCheckpoint(
  writer: EpochWriter,
  seat: number,
  kind: CheckpointKind,
  sequenceNumber: number,
  contentsDigest: Digest,
) {
  const checkpoint = { epoch: 1, sequenceNumber, contentsDigest };
  const signature = 'b5'.repeat(96) as BlsSignature;
  const checkpointSignature = { checkpoint, authority: MEMBERS[seat]!.name, signature };
  return writer.message(MEMBERS[seat]!, { kind: SIGNATURE_KIND[kind], checkpointSignature });
}
