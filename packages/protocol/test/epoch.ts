import {
  type AuthorityName,
  authorityName,
  blake2b256,
  type CommitMarker,
  type ConsensusTransactionKind,
  createCommittee,
  type Digest,
  digest,
  type Envelope,
  type EnvelopeRules,
  type EpochOpened,
  ed25519PublicKey,
  ed25519Signer,
  encodeCommitMarker,
  encodeEnvelope,
  genesisDigest,
  protocolConfiguration,
  SEQUENCER,
  type Signer,
  signCommitMarker,
  signEnvelope,
} from '../src/index.ts';

export const NETWORK = 'local';
export const EPOCH = 7;
export const ZERO_DIGEST = digest('00'.repeat(32));

const seedOf = (index: number) => new Uint8Array(32).fill(index);
const signers = new Map<number, Signer>();

export const nameOf = (index: number): AuthorityName => authorityName(index.toString(16).padStart(2, '0').repeat(48));

/** Signer 0 is the sequencer's. */
export function signerOf(index: number): Signer {
  const known = signers.get(index) ?? ed25519Signer(seedOf(index));
  signers.set(index, known);
  return known;
}

export const SEQUENCER_KEY = ed25519PublicKey(seedOf(0));

/** Members 1 to 4 of stake 1. */
export const snapshot = {
  epoch: EPOCH,
  members: [1, 2, 3, 4].map((index) => ({
    name: nameOf(index),
    stake: 1,
    consensusKey: ed25519PublicKey(seedOf(index)),
  })),
  quorumThreshold: 3,
  validityThreshold: 2,
};

export const nextSnapshot = {
  ...snapshot,
  epoch: EPOCH + 1,
  members: [2, 3, 4, 5].map((index) => ({
    name: nameOf(index),
    stake: 1,
    consensusKey: ed25519PublicKey(seedOf(index)),
  })),
};

export const opened: EpochOpened = {
  network: NETWORK,
  epoch: EPOCH,
  committee: snapshot,
  configuration: protocolConfiguration(4),
  previousProtocolVersion: 4,
  priorAttestationDigest: null,
  sequencerKey: SEQUENCER_KEY,
  lastDwalletCheckpoint: 0,
  lastSystemCheckpoint: 0,
};

export const rules: EnvelopeRules = {
  network: NETWORK,
  epoch: EPOCH,
  committee: createCommittee(snapshot),
  configuration: protocolConfiguration(4),
  sequencerKey: SEQUENCER_KEY,
};

/** A body signed by member `index`, or by the sequencer for 0. */
export function envelopeOf(index: number, body: ConsensusTransactionKind, epoch = EPOCH): Envelope {
  const author = index === 0 ? SEQUENCER : nameOf(index);
  return signEnvelope({ author, epoch, transaction: { trackingId: '00'.repeat(8), body } }, signerOf(index));
}

export function announcementOf(index: number, epoch = EPOCH): ConsensusTransactionKind {
  return {
    kind: 'validator_mpc_data_announcement',
    announcement: { validator: nameOf(index), epoch, timestampMs: 1, blobHash: ZERO_DIGEST },
  };
}

export const openingBytes = encodeEnvelope(envelopeOf(0, { kind: 'epoch_opened', record: opened }));

/** Writes an epoch's stream as the sequencer would. */
export class StreamWriter {
  sequence = 0;
  round = 0;
  prevDigest: Digest = genesisDigest(NETWORK, EPOCH);

  marker(messages: readonly Uint8Array[], change: Partial<CommitMarker> = {}, signer = signerOf(0)): CommitMarker {
    this.round += 2;
    return signCommitMarker(
      {
        epoch: change.epoch ?? EPOCH,
        round: change.round ?? this.round,
        timestampMs: change.timestampMs ?? this.round * 50,
        prevDigest: change.prevDigest ?? this.prevDigest,
        messageDigests: messages.map((message) => blake2b256(message)),
      },
      signer,
    );
  }

  tx(bytes: Uint8Array) {
    return { sequence: ++this.sequence, subject: 'tx' as const, bytes };
  }

  end(marker: CommitMarker) {
    this.prevDigest = marker.digest;
    return { sequence: ++this.sequence, subject: 'commit' as const, bytes: encodeCommitMarker(marker) };
  }

  commit(messages: readonly Uint8Array[]) {
    return [...messages.map((message) => this.tx(message)), this.end(this.marker(messages))];
  }
}
