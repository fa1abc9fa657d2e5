import type { TransactionKindName } from '@baton/protocol';
import { HttpValue } from '@baton/service-runtime';
import { type TProperties, type TSchema, Type } from 'typebox';

const { authority, count, digest, nullable, objectId, signature } = HttpValue;
const publicKey = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Ed25519 public key' });
const blsSignature = Type.String({ pattern: '^[0-9a-f]{192}$', description: 'BLS12-381 signature' });
const exactly = <Members extends TProperties>(members: Members) =>
  Type.Object(members, { additionalProperties: false });

const announcement = exactly({ validator: authority, epoch: count, timestampMs: count, blobHash: digest });
const committee = exactly({
  epoch: count,
  members: Type.Array(exactly({ name: authority, stake: count, consensusKey: publicKey })),
  quorumThreshold: count,
  validityThreshold: count,
});
const checkpointSignature = exactly({
  checkpoint: exactly({ epoch: count, sequenceNumber: count, contentsDigest: digest }),
  authority,
  signature: blsSignature,
});
const itemKey = Type.Union([
  exactly({
    type: Type.Enum(['network_dkg_output', 'network_reconfiguration_output']),
    keyId: objectId,
  }),
  exactly({ type: Type.Literal('validator_mpc_data'), validator: authority }),
]);
const attestation = exactly({
  epoch: count,
  nextCommitteeHash: digest,
  items: Type.Array(exactly({ key: itemKey, digest })),
});

/** What a message of each kind says, beside its `kind`. */
const MEMBERS = {
  dwallet_checkpoint_signature: { checkpointSignature },
  system_checkpoint_signature: { checkpointSignature },
  capability_notification_v1: {
    notification: exactly({
      authority,
      generation: count,
      supportedVersions: Type.Array(exactly({ version: count, configurationDigest: digest })),
    }),
  },
  end_of_publish: { authority },
  validator_mpc_data_announcement: { announcement },
  relayed_validator_mpc_data_announcement: { signed: exactly({ announcement, joinerSignature: signature }) },
  epoch_mpc_data_ready_signal: {
    signal: exactly({
      authority,
      epoch: count,
      sequenceNumber: count,
      validatedPeers: Type.Array(exactly({ name: authority, digest })),
    }),
  },
  end_of_publish_v2: { authority, handoffSignature: exactly({ attestation, signer: authority, signature }) },
  epoch_opened: {
    record: exactly({
      network: Type.String(),
      epoch: count,
      committee,
      configuration: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean()])),
      previousProtocolVersion: nullable(count),
      priorAttestationDigest: nullable(digest),
      sequencerKey: publicKey,
      lastDwalletCheckpoint: count,
      lastSystemCheckpoint: count,
    }),
  },
  next_committee_published: { record: exactly({ epoch: count, committee }) },
  network_key_dkg_ready_signal: { signal: exactly({ authority, keyId: objectId, epoch: count }) },
  session_output_vote: {
    vote: exactly({ authority, epoch: count, keyId: objectId, output: HttpValue.networkKeyOutput, digest }),
  },
  epoch_ended: { record: exactly({ epoch: count }) },
  user_session_outputs: {
    results: exactly({
      authority,
      epoch: count,
      batch: count,
      outputs: Type.Array(exactly({ sessionId: objectId, sequenceNumber: count, digest, rejected: Type.Boolean() })),
    }),
  },
} as const satisfies Record<TransactionKindName, TProperties>;

export const MESSAGE_KINDS = Object.keys(MEMBERS) as TransactionKindName[];

/** The body of each kind as it is shown: its `kind`, and what it says. */
export const MESSAGE_BODIES: Readonly<Record<string, TSchema>> = Object.fromEntries(
  MESSAGE_KINDS.map((kind) => [kind, exactly({ kind: Type.Literal(kind), ...MEMBERS[kind] })]),
);
