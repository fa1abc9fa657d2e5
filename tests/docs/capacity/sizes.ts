import { announcement } from '@baton/log/testing';
import {
  authorityName,
  type ConsensusTransactionKind,
  type Digest,
  digest,
  encodeCertificate,
  encodeCommitMarker,
  encodeEnvelope,
  type HandoffAttestation,
  objectId,
  protocolConfiguration,
  type Signature,
  type UserSessionOutput,
} from '@baton/protocol';

const EPOCH = 1;
const DIGEST: Digest = digest('ab'.repeat(32));
const SIGNATURE = 'cd'.repeat(64) as Signature;
const KEY = objectId(`0x${'12'.repeat(32)}`);
const SESSIONS_PER_MESSAGE = 100;

const name = (index: number) => authorityName(index.toString(16).padStart(96, '0'));
const names = (count: number) => Array.from({ length: count }, (_, index) => name(index + 1));

function attestation(validators: number, networkKeys: number): HandoffAttestation {
  const key = (index: number) => objectId(`0x${index.toString(16).padStart(64, '0')}`);
  const keys = Array.from({ length: networkKeys }, (_, index) => key(index));
  return {
    epoch: EPOCH,
    nextCommitteeHash: DIGEST,
    items: [
      ...keys.map((keyId) => ({ key: { type: 'network_dkg_output' as const, keyId }, digest: DIGEST })),
      ...keys.map((keyId) => ({ key: { type: 'network_reconfiguration_output' as const, keyId }, digest: DIGEST })),
      ...names(validators).map((validator) => ({
        key: { type: 'validator_mpc_data' as const, validator },
        digest: DIGEST,
      })),
    ],
  };
}

function bodies(validators: number, networkKeys: number): Record<string, ConsensusTransactionKind> {
  const members = names(validators).map((member) => ({ name: member, consensusKey: DIGEST as never, stake: 1 }));
  const committee = { epoch: EPOCH, members, quorumThreshold: validators, validityThreshold: 1 };
  const authority = name(1);
  const checkpoint = { epoch: EPOCH, sequenceNumber: 1, contentsDigest: DIGEST };
  const session: UserSessionOutput = { sessionId: KEY, sequenceNumber: 1, digest: DIGEST, rejected: false };
  return {
    announcement: announcement(authority, EPOCH, 1),
    'ready signal': {
      kind: 'epoch_mpc_data_ready_signal',
      signal: {
        authority,
        epoch: EPOCH,
        sequenceNumber: 1,
        validatedPeers: names(validators).map((peer) => ({ name: peer, digest: DIGEST })),
      },
    },
    'capability notification': {
      kind: 'capability_notification_v1',
      notification: {
        authority,
        generation: 1,
        supportedVersions: [3, 4].map((version) => ({ version, configurationDigest: DIGEST })),
      },
    },
    'network-key output vote': {
      kind: 'session_output_vote',
      vote: { authority, epoch: EPOCH, keyId: KEY, output: 'reconfiguration', digest: DIGEST },
    },
    EndOfPublishV2: {
      kind: 'end_of_publish_v2',
      authority,
      handoffSignature: { attestation: attestation(validators, networkKeys), signer: authority, signature: SIGNATURE },
    },
    'checkpoint signature': {
      kind: 'dwallet_checkpoint_signature',
      checkpointSignature: { checkpoint, authority, signature: 'ef'.repeat(96) as never },
    },
    '100 session outputs': {
      kind: 'user_session_outputs',
      results: { authority, epoch: EPOCH, batch: 1, outputs: new Array(SESSIONS_PER_MESSAGE).fill(session) },
    },
    'epoch opened': {
      kind: 'epoch_opened',
      record: {
        network: 'mainnet',
        epoch: EPOCH,
        committee,
        configuration: protocolConfiguration(4),
        previousProtocolVersion: 4,
        priorAttestationDigest: DIGEST,
        sequencerKey: DIGEST as never,
        lastDwalletCheckpoint: 1,
        lastSystemCheckpoint: 1,
      },
    },
  };
}

/** Bytes of each message's envelope, of a marker and of a certificate with all signatures, from the codecs themselves. */
export function sizesOf(validators: number, networkKeys: number): Record<string, number> {
  const envelope = (body: ConsensusTransactionKind) =>
    encodeEnvelope({
      author: name(1),
      epoch: EPOCH,
      transaction: { trackingId: '00'.repeat(8), body },
      signature: SIGNATURE,
    }).length;
  const marker = encodeCommitMarker({
    epoch: EPOCH,
    round: 1,
    timestampMs: 1,
    txCount: 1,
    prevDigest: DIGEST,
    digest: DIGEST,
    signature: SIGNATURE,
  }).length;
  const certificate = encodeCertificate({
    attestation: attestation(validators, networkKeys),
    signatures: names(validators).map((signer) => ({ signer, signature: SIGNATURE })),
  }).length;
  const messages = Object.entries(bodies(validators, networkKeys)).map(([what, body]) => [what, envelope(body)]);
  return { 'commit marker': marker, ...Object.fromEntries(messages), certificate };
}
