import {
  type AuthorityName,
  blake2b256,
  blsPublicKey,
  blsSecretKey,
  type CommitteeSnapshot,
  type ConsensusKey,
  chainThresholds,
  compareHex,
  type Digest,
  deriveMpcData,
  type Epoch,
  ed25519PublicKey,
  ed25519Signer,
  objectId,
  type Signer,
} from '@baton/protocol';

export const COMMITTEE_SIZE = 32;
/** Each time so many epochs have passed, the member that sat longest leaves and a new one joins. */
export const EPOCHS_PER_CHANGE = 4;
const BLOB_BYTES = 2_048;

/** A validator with the keys it would have, the same in every run. */
export interface CastMember {
  /** How the console calls it. */
  label: string;
  name: AuthorityName;
  consensusKey: ConsensusKey;
  sign: Signer;
  blob: Uint8Array<ArrayBuffer>;
  blobHash: Digest;
}

const text = new TextEncoder();
const seedOf = (role: string, index: number) => Buffer.from(blake2b256(text.encode(`${role} ${index}`)), 'hex');

function castMember(index: number): CastMember {
  const seed = seedOf('consensus key', index);
  const protocolSeed = Buffer.concat([seedOf('protocol key', index), seedOf('protocol key, more', index)], 48);
  const blob = deriveMpcData(seedOf('root seed', index), BLOB_BYTES);
  return {
    label: `validator-${index}`,
    name: blsPublicKey(blsSecretKey(protocolSeed)),
    consensusKey: ed25519PublicKey(seed),
    sign: ed25519Signer(seed),
    blob,
    blobHash: blake2b256(blob),
  };
}

const members = new Map<number, CastMember>();

/** Who has `index` in the order of joining. */
export function memberAt(index: number): CastMember {
  const member = members.get(index) ?? castMember(index);
  members.set(index, member);
  return member;
}

/** Who sits in an epoch: from the one that sat longest to the newest. */
export function seated(epoch: Epoch): CastMember[] {
  const first = Math.floor((epoch - 1) / EPOCHS_PER_CHANGE);
  return Array.from({ length: COMMITTEE_SIZE }, (_, seat) => memberAt(first + seat));
}

export function committeeAt(epoch: Epoch): CommitteeSnapshot {
  const ordered = seated(epoch).toSorted((a, b) => compareHex(a.name, b.name));
  return {
    epoch,
    members: ordered.map(({ name, consensusKey }) => ({ name, consensusKey, stake: 1 })),
    ...chainThresholds(COMMITTEE_SIZE),
  };
}

export const SEQUENCER_SEED = new Uint8Array(seedOf('sequencer', 0));
export const SEQUENCER_SEAT = { consensusKey: ed25519PublicKey(SEQUENCER_SEED), sign: ed25519Signer(SEQUENCER_SEED) };
export const NETWORK_KEY = objectId(`0x${blake2b256(text.encode('network key'))}`);

/** What the network key's session of an epoch makes: the key itself in the first, its reconfiguration afterwards. */
export function outputOf(epoch: Epoch) {
  const output = epoch === 1 ? ('dkg' as const) : ('reconfiguration' as const);
  const bytes = text.encode(`${output} of the network key in epoch ${epoch}`);
  return { epoch, keyId: NETWORK_KEY, output, bytes, digest: blake2b256(bytes) };
}

export const digestFor = (what: string): Digest => blake2b256(text.encode(what));
