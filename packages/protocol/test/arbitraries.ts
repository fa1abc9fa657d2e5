import fc from 'fast-check';
import {
  authorityName,
  blsSignature,
  type CertifiedHandoffAttestation,
  type CommitMarker,
  type CommitteeSnapshot,
  type ConsensusTransaction,
  type ConsensusTransactionKind,
  compareHandoffItemKeys,
  consensusKey,
  digest,
  type Envelope,
  type HandoffAttestation,
  type HandoffItemKey,
  type MpcKeyBundle,
  objectId,
  protocolConfiguration,
  signature,
} from '../src/index.ts';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).toString('hex'));

export const anyName = hex(48).map(authorityName);
export const anyDigest = hex(32).map(digest);
export const anyConsensusKey = hex(32).map(consensusKey);
export const anySignature = hex(64).map(signature);
export const anyObjectId = hex(32).map((value) => objectId(`0x${value}`));
export const anyU64 = fc.maxSafeNat();

export const anyCommitteeSnapshot: fc.Arbitrary<CommitteeSnapshot> = fc.record({
  epoch: anyU64,
  members: fc.array(fc.record({ name: anyName, stake: anyU64, consensusKey: anyConsensusKey }), { maxLength: 5 }),
  quorumThreshold: anyU64,
  validityThreshold: anyU64,
});

export const anyConfiguration = fc
  .record({ version: fc.constantFrom(3, 4), freeze: anyU64, close: anyU64 })
  .map(({ version, freeze, close }) =>
    protocolConfiguration(version, { mpcDataFreezeGraceRounds: freeze, endOfPublishGraceRounds: close }),
  );

export const anyAnnouncement = fc.record({
  validator: anyName,
  epoch: anyU64,
  timestampMs: anyU64,
  blobHash: anyDigest,
});

const anyItemKey: fc.Arbitrary<HandoffItemKey> = fc.oneof(
  fc.record({
    type: fc.constantFrom('network_dkg_output' as const, 'network_reconfiguration_output' as const),
    keyId: anyObjectId,
  }),
  fc.record({ type: fc.constant('validator_mpc_data' as const), validator: anyName }),
);

export const anyAttestation: fc.Arbitrary<HandoffAttestation> = fc
  .record({
    epoch: anyU64,
    nextCommitteeHash: anyDigest,
    items: fc.uniqueArray(fc.record({ key: anyItemKey, digest: anyDigest }), {
      maxLength: 6,
      selector: ({ key }) => JSON.stringify(key),
    }),
  })
  .map((attestation) => ({
    ...attestation,
    items: attestation.items.toSorted((a, b) => compareHandoffItemKeys(a.key, b.key)),
  }));

export const anyHandoffSignature = fc.record({ attestation: anyAttestation, signer: anyName, signature: anySignature });

export const anyCertificate: fc.Arbitrary<CertifiedHandoffAttestation> = fc.record({
  attestation: anyAttestation,
  signatures: fc.array(fc.record({ signer: anyName, signature: anySignature }), { maxLength: 4 }),
});

const anyCheckpointSignature = fc.record({
  checkpoint: fc.record({ epoch: anyU64, sequenceNumber: anyU64, contentsDigest: anyDigest }),
  authority: anyName,
  signature: hex(96).map(blsSignature),
});

const kind = <const K extends string>(value: K) => fc.constant(value);

export const anyBody: fc.Arbitrary<ConsensusTransactionKind> = fc.oneof(
  fc.record({ kind: kind('dwallet_checkpoint_signature'), checkpointSignature: anyCheckpointSignature }),
  fc.record({ kind: kind('system_checkpoint_signature'), checkpointSignature: anyCheckpointSignature }),
  fc.record({
    kind: kind('capability_notification_v1'),
    notification: fc.record({
      authority: anyName,
      generation: anyU64,
      supportedVersions: fc.array(fc.record({ version: anyU64, configurationDigest: anyDigest }), { maxLength: 3 }),
    }),
  }),
  fc.record({ kind: kind('end_of_publish'), authority: anyName }),
  fc.record({ kind: kind('validator_mpc_data_announcement'), announcement: anyAnnouncement }),
  fc.record({
    kind: kind('relayed_validator_mpc_data_announcement'),
    signed: fc.record({ announcement: anyAnnouncement, joinerSignature: anySignature }),
  }),
  fc.record({
    kind: kind('epoch_mpc_data_ready_signal'),
    signal: fc.record({
      authority: anyName,
      epoch: anyU64,
      sequenceNumber: anyU64,
      validatedPeers: fc.array(fc.record({ name: anyName, digest: anyDigest }), { maxLength: 5 }),
    }),
  }),
  fc.record({ kind: kind('end_of_publish_v2'), authority: anyName, handoffSignature: anyHandoffSignature }),
  fc.record({
    kind: kind('epoch_opened'),
    record: fc.record({
      network: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/),
      epoch: anyU64,
      committee: anyCommitteeSnapshot,
      configuration: anyConfiguration,
      previousProtocolVersion: fc.option(anyU64),
      priorAttestationDigest: fc.option(anyDigest),
      sequencerKey: anyConsensusKey,
      lastDwalletCheckpoint: anyU64,
      lastSystemCheckpoint: anyU64,
    }),
  }),
  fc.record({
    kind: kind('next_committee_published'),
    record: fc.record({ epoch: anyU64, committee: anyCommitteeSnapshot }),
  }),
  fc.record({
    kind: kind('network_key_dkg_ready_signal'),
    signal: fc.record({ authority: anyName, keyId: anyObjectId, epoch: anyU64 }),
  }),
  fc.record({
    kind: kind('session_output_vote'),
    vote: fc.record({
      authority: anyName,
      epoch: anyU64,
      keyId: anyObjectId,
      output: fc.constantFrom('dkg' as const, 'reconfiguration' as const),
      digest: anyDigest,
    }),
  }),
  fc.record({
    kind: kind('user_session_outputs'),
    results: fc.record({
      authority: anyName,
      epoch: anyU64,
      batch: anyU64,
      outputs: fc.array(
        fc.record({ sessionId: anyObjectId, sequenceNumber: anyU64, digest: anyDigest, rejected: fc.boolean() }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  }),
  fc.record({ kind: kind('epoch_ended'), record: fc.record({ epoch: anyU64 }) }),
);

export const anyTransaction: fc.Arbitrary<ConsensusTransaction> = fc.record({ trackingId: hex(8), body: anyBody });

export const anyEnvelope: fc.Arbitrary<Envelope> = fc.record({
  author: anyName,
  epoch: anyU64,
  transaction: anyTransaction,
  signature: anySignature,
});

export const anyMarker: fc.Arbitrary<CommitMarker> = fc.record({
  epoch: anyU64,
  round: anyU64,
  timestampMs: anyU64,
  txCount: fc.nat(0xffff_ffff),
  prevDigest: anyDigest,
  digest: anyDigest,
  signature: anySignature,
});

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

export const anyBundle: fc.Arbitrary<MpcKeyBundle> = fc.record({
  classGroupsKeyAndProof: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  secp256k1KeyAndProof: bytesOf(98),
  secp256r1KeyAndProof: bytesOf(98),
  ristrettoKeyAndProof: bytesOf(96),
  hpkeKey: bytesOf(32),
});
