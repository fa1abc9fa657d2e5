import { type CheckpointKind, SIGNATURE_KIND } from '../checkpoint/index.ts';
import type { Committee } from '../committee.ts';
import type { Envelope } from '../envelope.ts';
import {
  type AuthorityName,
  type BlsSignature,
  type Digest,
  type Epoch,
  objectId,
  SEQUENCER,
  type SequenceNumber,
  type Signature,
} from '../identifiers.ts';
import {
  announcementSigningBytes,
  type ConsensusTransactionKind,
  type HandoffAttestation,
  type NetworkKeyOutputKind,
  signHandoffAttestation,
  type UserSessionOutput,
  type ValidatedPeer,
} from '../messages/index.ts';
import { blobOf, digestOf, EPOCH, keyId, validator } from './network.ts';

export interface TestMessage {
  author: AuthorityName;
  body: ConsensusTransactionKind;
}

export const NO_SIGNATURE = '00'.repeat(64) as Signature;

export function envelopeOf({ author, body }: TestMessage): Envelope {
  return { author, epoch: EPOCH, transaction: { trackingId: '00'.repeat(8), body }, signature: NO_SIGNATURE };
}

/** Validator `index` announces its blob. */
export function announces(
  index: number,
  given: { timestampMs?: number; blobHash?: Digest; epoch?: Epoch } = {},
): TestMessage {
  const { name } = validator(index);
  return {
    author: name,
    body: {
      kind: 'validator_mpc_data_announcement',
      announcement: {
        validator: name,
        epoch: given.epoch ?? EPOCH,
        timestampMs: given.timestampMs ?? 1_000,
        blobHash: given.blobHash ?? blobOf(index),
      },
    },
  };
}

/** Member `by` relays joiner `index`; `forged` spoils the joiner's signature. */
export function relays(
  by: number,
  index: number,
  given: { timestampMs?: number; blobHash?: Digest; epoch?: Epoch; forged?: boolean } = {},
): TestMessage {
  const joiner = validator(index);
  const announcement = {
    validator: joiner.name,
    epoch: given.epoch ?? EPOCH + 1,
    timestampMs: given.timestampMs ?? 1_000,
    blobHash: given.blobHash ?? blobOf(index),
  };
  const signer = given.forged ? validator(by) : joiner;
  const joinerSignature = signer.sign(announcementSigningBytes(announcement));
  return {
    author: validator(by).name,
    body: { kind: 'relayed_validator_mpc_data_announcement', signed: { announcement, joinerSignature } },
  };
}

export function peers(indices: readonly number[], label = 'blob'): ValidatedPeer[] {
  return indices.map((index) => ({ name: validator(index).name, digest: blobOf(index, label) }));
}

/** Validator `by` is ready with these peers' blobs. */
export function ready(
  by: number,
  validatedPeers: ValidatedPeer[],
  given: { sequenceNumber?: SequenceNumber; epoch?: Epoch } = {},
): TestMessage {
  const authority = validator(by).name;
  const { sequenceNumber = 0, epoch = EPOCH } = given;
  return {
    author: authority,
    body: { kind: 'epoch_mpc_data_ready_signal', signal: { authority, epoch, sequenceNumber, validatedPeers } },
  };
}

export function namesNext(committee: Committee): TestMessage {
  const { epoch, members, quorumThreshold, validityThreshold } = committee;
  return {
    author: SEQUENCER,
    body: {
      kind: 'next_committee_published',
      record: { epoch: EPOCH, committee: { epoch, members, quorumThreshold, validityThreshold } },
    },
  };
}

export function keyReady(by: number, key: number): TestMessage {
  const authority = validator(by).name;
  return {
    author: authority,
    body: { kind: 'network_key_dkg_ready_signal', signal: { authority, keyId: keyId(key), epoch: EPOCH } },
  };
}

/** Validator `by` votes to end the epoch, with its signature over `attestation`; `forged` spoils the signature. */
export function votesWith(by: number, attestation: HandoffAttestation, given: { forged?: boolean } = {}): TestMessage {
  const { name, sign } = validator(by);
  const signed = signHandoffAttestation(attestation, name, given.forged ? validator(by + 100).sign : sign);
  return { author: name, body: { kind: 'end_of_publish_v2', authority: name, handoffSignature: signed } };
}

export function votesV1(by: number): TestMessage {
  const { name } = validator(by);
  return { author: name, body: { kind: 'end_of_publish', authority: name } };
}

export function votesOutput(
  by: number,
  key: number,
  output: NetworkKeyOutputKind,
  digest: Digest,
  epoch: Epoch = EPOCH,
): TestMessage {
  const authority = validator(by).name;
  return {
    author: authority,
    body: { kind: 'session_output_vote', vote: { authority, epoch, keyId: keyId(key), output, digest } },
  };
}

/** Validator `by` signs contents of a checkpoint; the signature is no BLS signature, which the fold does not look at. */
export function signsCheckpoint(
  by: number,
  kind: CheckpointKind,
  sequenceNumber: SequenceNumber,
  contentsDigest: Digest,
  epoch: Epoch = EPOCH,
): TestMessage {
  const authority = validator(by).name;
  const signature = 'b5'.repeat(96) as BlsSignature;
  const checkpointSignature = { checkpoint: { epoch, sequenceNumber, contentsDigest }, authority, signature };
  return { author: authority, body: { kind: SIGNATURE_KIND[kind], checkpointSignature } };
}

/** What validators agree that session `number` came to; `variant` makes it another result. */
export function sessionOutput(number: number, variant = '', rejected = false): UserSessionOutput {
  const digest = digestOf(`result ${number} ${variant}`);
  return { sessionId: objectId(`0x${digestOf(`session ${number}`)}`), sequenceNumber: number, digest, rejected };
}

export function votesSessions(by: number, outputs: UserSessionOutput[], batch = 0, epoch: Epoch = EPOCH): TestMessage {
  const authority = validator(by).name;
  return { author: authority, body: { kind: 'user_session_outputs', results: { authority, epoch, batch, outputs } } };
}

/** Validator `by` says which protocol versions it can run. */
export function supports(by: number, versions: readonly number[], generation = 1): TestMessage {
  const authority = validator(by).name;
  const supportedVersions = versions.map((version) => ({ version, configurationDigest: digestOf(`v${version}`) }));
  return {
    author: authority,
    body: { kind: 'capability_notification_v1', notification: { authority, generation, supportedVersions } },
  };
}

export function ends(): TestMessage {
  return { author: SEQUENCER, body: { kind: 'epoch_ended', record: { epoch: EPOCH } } };
}
