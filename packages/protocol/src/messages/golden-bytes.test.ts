import { describe, expect, it } from 'vitest';
import { joined, type Parts, readVectors } from '../../test/vectors.ts';
import {
  announcementCodec,
  announcementSigningBytes,
  attestationDigest,
  blake2b256,
  type Codec,
  type CommitMarker,
  type ConsensusTransaction,
  capabilityNotificationCodec,
  certifiedHandoffAttestationCodec,
  checkpointSignatureCodec,
  commitDigest,
  commitMarkerCodec,
  commitMarkerSigningBytes,
  committeeSnapshotCodec,
  configurationDigest,
  type Digest,
  decodeStrict,
  dwalletCheckpointMessageCodec,
  type Envelope,
  encode,
  envelopeCodec,
  envelopeSigningBytes,
  epochEndedCodec,
  epochOpenedCodec,
  fromHex,
  genesisDigest,
  type HandoffAttestation,
  handoffAttestationCodec,
  handoffItemKeyCodec,
  handoffSignatureMessageCodec,
  handoffSigningBytes,
  keyDigest,
  mpcKeyBundleCodec,
  networkKeyDkgReadySignalCodec,
  nextCommitteePublishedCodec,
  protocolConfiguration,
  protocolConfigurationCodec,
  readySignalCodec,
  sessionOutputVoteCodec,
  signedAnnouncementCodec,
  systemCheckpointMessageCodec,
  toHex,
  transactionCodec,
  transactionKey,
  transactionKeyCodec,
  userSessionOutputsCodec,
  type ValidatorMpcDataAnnouncement,
  versionedMpcDataCodec,
} from '../index.ts';

interface WireVector {
  type: string;
  value: unknown;
  bytes: Parts;
}

const CODECS = {
  ValidatorMpcDataAnnouncement: announcementCodec,
  SignedValidatorMpcDataAnnouncement: signedAnnouncementCodec,
  EpochMpcDataReadySignal: readySignalCodec,
  HandoffItemKey: handoffItemKeyCodec,
  HandoffAttestation: handoffAttestationCodec,
  HandoffSignatureMessage: handoffSignatureMessageCodec,
  CertifiedHandoffAttestation: certifiedHandoffAttestationCodec,
  CommitteeSnapshot: committeeSnapshotCodec,
  ProtocolConfiguration: protocolConfigurationCodec,
  EpochOpened: epochOpenedCodec,
  NextCommitteePublished: nextCommitteePublishedCodec,
  EpochEnded: epochEndedCodec,
  NetworkKeyDkgReadySignal: networkKeyDkgReadySignalCodec,
  SessionOutputVote: sessionOutputVoteCodec,
  CheckpointSignature: checkpointSignatureCodec,
  CapabilityNotification: capabilityNotificationCodec,
  UserSessionOutputs: userSessionOutputsCodec,
  DWalletCheckpointMessage: dwalletCheckpointMessageCodec,
  SystemCheckpointMessage: systemCheckpointMessageCodec,
  ConsensusTransaction: transactionCodec,
  Envelope: envelopeCodec,
  CommitMarker: commitMarkerCodec,
  MpcKeyBundle: mpcKeyBundleCodec,
  VersionedMPCData: versionedMpcDataCodec,
} as unknown as Record<string, Codec<unknown>>;

const { vectors } = readVectors<{ vectors: WireVector[] }>('wire.json');

interface DigestVectors {
  blake2b256: { text: string; digest: string }[];
  configurationDigest: Record<string, string>;
  attestationDigest: string;
  intents: { name: string; bytes: Parts; digest: string }[];
  keys: { kind: string; bytes: Parts; digest: string }[];
  genesis: { network: string; epoch: number; bytes: Parts; digest: string };
  commits: { prevDigest: Digest; round: number; timestampMs: number; messages: string[]; digest: string }[];
}

const digests = readVectors<DigestVectors>('digests.json');

function exampleOf<T>(type: string): T {
  return vectors.find((vector) => vector.type === type)?.value as T;
}

const transactions = vectors
  .filter(({ type }) => type === 'ConsensusTransaction')
  .map(({ value }) => value as ConsensusTransaction);

describe('golden bytes', () => {
  it('cover every codec', () => {
    expect(new Set(vectors.map(({ type }) => type))).toEqual(new Set(Object.keys(CODECS)));
  });

  it.each(vectors.map((vector, index) => ({ name: `${index} ${vector.type}`, ...vector })))('$name', (vector) => {
    const codec = CODECS[vector.type] as Codec<unknown>;
    expect(toHex(encode(codec, vector.value))).toBe(joined(vector.bytes));
    expect(decodeStrict(codec, fromHex(joined(vector.bytes)))).toEqual(vector.value);
  });
});

describe('golden digests', () => {
  it.each(digests.blake2b256)('Blake2b-256 of "$text"', ({ text, digest }) => {
    expect(blake2b256(new TextEncoder().encode(text))).toBe(digest);
  });

  it('signs a joiner announcement of 100 bytes', () => {
    const bytes = announcementSigningBytes(exampleOf<ValidatorMpcDataAnnouncement>('ValidatorMpcDataAnnouncement'));
    expect(bytes).toHaveLength(100);
    expect(blake2b256(bytes)).toBe('cccdb50952f62b72a5fb4e9a2bf5f679e8a46caedf023b9d08e442beddfb82d3');
  });

  it.each(digests.intents)('$name signing bytes', ({ name, bytes, digest }) => {
    const { author, epoch, transaction } = exampleOf<Envelope>('Envelope');
    const signing: Record<string, Uint8Array> = {
      announcement: announcementSigningBytes(exampleOf<ValidatorMpcDataAnnouncement>('ValidatorMpcDataAnnouncement')),
      handoff: handoffSigningBytes(exampleOf<HandoffAttestation>('HandoffAttestation')),
      envelope: envelopeSigningBytes(author, epoch, transaction),
      commit_marker: commitMarkerSigningBytes(exampleOf<CommitMarker>('CommitMarker')),
    };
    expect(toHex(signing[name] as Uint8Array)).toBe(joined(bytes));
    expect(blake2b256(fromHex(joined(bytes)))).toBe(digest);
  });

  it.each(digests.keys)('key of $kind', ({ kind, bytes, digest }) => {
    const transaction = transactions.find(({ body }) => body.kind === kind) as ConsensusTransaction;
    expect(`00${toHex(encode(transactionKeyCodec, transactionKey(transaction)))}`).toBe(joined(bytes));
    expect(keyDigest(transaction)).toBe(digest);
  });

  it('has a key for every kind', () => {
    expect(digests.keys.map(({ kind }) => kind).sort()).toEqual(transactions.map(({ body }) => body.kind).sort());
  });

  it('chains commits from the genesis of the epoch', () => {
    const { network, epoch, digest } = digests.genesis;
    expect(genesisDigest(network, epoch)).toBe(digest);
    for (const { messages, digest: expected, ...commit } of digests.commits) {
      const messageDigests = messages.map((message) => blake2b256(fromHex(message)));
      expect(commitDigest({ ...commit, messageDigests })).toBe(expected);
    }
  });

  it('names attestations and configurations', () => {
    expect(attestationDigest(exampleOf<HandoffAttestation>('HandoffAttestation'))).toBe(digests.attestationDigest);
    for (const version of [3, 4]) {
      expect(configurationDigest(protocolConfiguration(version))).toBe(digests.configurationDigest[version]);
    }
  });
});
