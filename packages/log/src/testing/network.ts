import {
  type AuthorityName,
  authorityName,
  blake2b256,
  type CommitteeSnapshot,
  type ConsensusKey,
  type ConsensusTransactionKind,
  type Digest,
  digest,
  type Epoch,
  type EpochOpened,
  ed25519PublicKey,
  ed25519Signer,
  encodeEnvelope,
  type HandoffAttestation,
  handoffSigningBytes,
  protocolConfiguration,
  SEQUENCER,
  type Signer,
  signEnvelope,
} from '@baton/protocol';

export const TEST_SEQUENCER_SEED = new Uint8Array(32).fill(0xee);

export interface TestMember {
  name: AuthorityName;
  consensusKey: ConsensusKey;
  sign: Signer;
}

/** A committee with real Ed25519 keys and made-up names, and a sequencer; for tests. */
export class TestNetwork {
  readonly name: string;
  readonly members: TestMember[];
  readonly sequencerKey: ConsensusKey = ed25519PublicKey(TEST_SEQUENCER_SEED);
  readonly signAsSequencer: Signer = ed25519Signer(TEST_SEQUENCER_SEED);

  constructor(name: string, size = 4) {
    this.name = name;
    this.members = Array.from({ length: size }, (_, index) => {
      const seed = new Uint8Array(32).fill(index + 1);
      const hex = (index + 1).toString(16).padStart(2, '0');
      return { name: authorityName(hex.repeat(48)), consensusKey: ed25519PublicKey(seed), sign: ed25519Signer(seed) };
    });
  }

  committee(epoch: Epoch): CommitteeSnapshot {
    const size = this.members.length;
    const third = Math.floor((size - 1) / 3);
    return {
      epoch,
      members: this.members.map(({ name, consensusKey }) => ({ name, consensusKey, stake: 1 })),
      quorumThreshold: size - third,
      validityThreshold: third + 1,
    };
  }

  member(index: number): TestMember {
    const member = this.members[index];
    if (!member) throw new Error(`no member ${index}`);
    return member;
  }

  opened(epoch: Epoch, overrides: Partial<EpochOpened> = {}): EpochOpened {
    return {
      network: this.name,
      epoch,
      committee: this.committee(epoch),
      configuration: protocolConfiguration(4),
      previousProtocolVersion: null,
      priorAttestationDigest: null,
      sequencerKey: this.sequencerKey,
      lastDwalletCheckpoint: 0,
      lastSystemCheckpoint: 0,
      ...overrides,
    };
  }

  /** A signed envelope's bytes. */
  message(member: Pick<TestMember, 'name' | 'sign'>, epoch: Epoch, body: ConsensusTransactionKind): Uint8Array {
    const transaction = { trackingId: '00'.repeat(8), body };
    return encodeEnvelope(signEnvelope({ author: member.name, epoch, transaction }, member.sign));
  }

  sequencerMessage(epoch: Epoch, body: ConsensusTransactionKind): Uint8Array {
    return this.message({ name: SEQUENCER, sign: this.signAsSequencer }, epoch, body);
  }
}

/** Distinct for each `timestampMs`. */
export function announcement(validator: AuthorityName, epoch: Epoch, timestampMs: number): ConsensusTransactionKind {
  const blobHash: Digest = blake2b256(new TextEncoder().encode(`${validator} ${timestampMs}`));
  return { kind: 'validator_mpc_data_announcement', announcement: { validator, epoch, timestampMs, blobHash } };
}

/** A V2 vote with its signature over an empty attestation. */
export function endOfPublish(member: TestMember, epoch: Epoch): ConsensusTransactionKind {
  const attestation: HandoffAttestation = { epoch, nextCommitteeHash: digest('cc'.repeat(32)), items: [] };
  const signature = member.sign(handoffSigningBytes(attestation));
  const handoffSignature = { attestation, signer: member.name, signature };
  return { kind: 'end_of_publish_v2', authority: member.name, handoffSignature };
}
