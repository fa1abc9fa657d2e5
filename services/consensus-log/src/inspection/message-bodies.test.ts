import { TestNetwork } from '@baton/log/testing';
import {
  type AuthorityName,
  type ConsensusTransactionKind,
  type Digest,
  decodeStrict,
  encode,
  type ObjectId,
  type Signature,
  type TransactionKindName,
  transactionCodec,
} from '@baton/protocol';
import { schemaCheck, stableJson } from '@baton/service-runtime';
import { expect, test } from 'vitest';
import { MESSAGE_BODIES, MESSAGE_KINDS } from './message-bodies.ts';

const network = new TestNetwork('bodies');
const authority: AuthorityName = network.member(0).name;
const digest = 'd1'.repeat(32) as Digest;
const keyId = `0x${'ab'.repeat(32)}` as ObjectId;
const signature = '5e'.repeat(64) as Signature;
const announcement = { validator: authority, epoch: 1, timestampMs: 7, blobHash: digest };
const checkpointSignature = {
  checkpoint: { epoch: 1, sequenceNumber: 3, contentsDigest: digest },
  authority,
  signature: 'b1'.repeat(96) as never,
};
const attestation = {
  epoch: 1,
  nextCommitteeHash: digest,
  items: [
    { key: { type: 'network_dkg_output' as const, keyId }, digest },
    { key: { type: 'network_reconfiguration_output' as const, keyId }, digest },
    { key: { type: 'validator_mpc_data' as const, validator: authority }, digest },
  ],
};

/** One of each kind with everything that it can say. */
const SAMPLES: { [Kind in TransactionKindName]: Extract<ConsensusTransactionKind, { kind: Kind }> } = {
  dwallet_checkpoint_signature: { kind: 'dwallet_checkpoint_signature', checkpointSignature },
  system_checkpoint_signature: { kind: 'system_checkpoint_signature', checkpointSignature },
  capability_notification_v1: {
    kind: 'capability_notification_v1',
    notification: { authority, generation: 2, supportedVersions: [{ version: 4, configurationDigest: digest }] },
  },
  end_of_publish: { kind: 'end_of_publish', authority },
  validator_mpc_data_announcement: { kind: 'validator_mpc_data_announcement', announcement },
  relayed_validator_mpc_data_announcement: {
    kind: 'relayed_validator_mpc_data_announcement',
    signed: { announcement, joinerSignature: signature },
  },
  epoch_mpc_data_ready_signal: {
    kind: 'epoch_mpc_data_ready_signal',
    signal: { authority, epoch: 1, sequenceNumber: 0, validatedPeers: [{ name: authority, digest }] },
  },
  end_of_publish_v2: {
    kind: 'end_of_publish_v2',
    authority,
    handoffSignature: { attestation, signer: authority, signature },
  },
  epoch_opened: { kind: 'epoch_opened', record: network.opened(1, { priorAttestationDigest: digest }) },
  next_committee_published: {
    kind: 'next_committee_published',
    record: { epoch: 1, committee: network.committee(2) },
  },
  network_key_dkg_ready_signal: { kind: 'network_key_dkg_ready_signal', signal: { authority, keyId, epoch: 1 } },
  session_output_vote: {
    kind: 'session_output_vote',
    vote: { authority, epoch: 1, keyId, output: 'reconfiguration', digest },
  },
  epoch_ended: { kind: 'epoch_ended', record: { epoch: 1 } },
  user_session_outputs: {
    kind: 'user_session_outputs',
    results: {
      authority,
      epoch: 1,
      batch: 1,
      outputs: [{ sessionId: keyId, sequenceNumber: 9, digest, rejected: true }],
    },
  },
};

test.each(MESSAGE_KINDS)('a %s is shown whole, and as its schema says', (kind) => {
  const transaction = { trackingId: '00'.repeat(8), body: SAMPLES[kind] };
  const { body } = decodeStrict(transactionCodec, encode(transactionCodec, transaction));
  const shown = stableJson(body);
  expect(shown).toEqual(SAMPLES[kind]);
  const check = schemaCheck(MESSAGE_BODIES[kind] as never);
  expect(check(structuredClone(shown)), JSON.stringify(check.errors)).toBe(true);
  expect(check({ ...(shown as object), more: 1 })).toBe(false);
});
