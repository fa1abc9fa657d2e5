import { generateKeys, type ValidatorKeys } from '@baton/keys';
import {
  type AuthorityName,
  type CertifiedHandoffAttestation,
  type CommitteeSnapshot,
  chainThresholds,
  createCommittee,
  digest,
  encodeCertificate,
  type HandoffItem,
  hashNextCommittee,
  objectId,
  signHandoffAttestation,
} from '@baton/protocol';
import type { Expectation } from '../src/candidate.ts';
import type { EpochFacts } from '../src/epoch-facts.ts';

export const KEY = objectId(`0x${'11'.repeat(32)}`);
export const DKG = digest('d0'.repeat(32));
export const RECONFIGURATION = digest('e0'.repeat(32));
export const OUTPUTS: HandoffItem[] = [
  { key: { type: 'network_dkg_output', keyId: KEY }, digest: DKG },
  { key: { type: 'network_reconfiguration_output', keyId: KEY }, digest: RECONFIGURATION },
];

/** Four validators with real keys, always the same. */
export const VALIDATORS: ValidatorKeys[] = [1, 2, 3, 4].map((byte) => generateKeys(new Uint8Array(32).fill(byte)));
export const NAMES: AuthorityName[] = VALIDATORS.map((keys) => keys.protocol.name);

export function committeeOf(epoch: number): CommitteeSnapshot {
  const members = VALIDATORS.map(({ protocol, consensus }) => ({
    name: protocol.name,
    stake: 1,
    consensusKey: consensus.publicKey,
  }));
  return { epoch, members, ...chainThresholds(members.length) };
}

export const EXPECTED: Expectation = {
  priorEpoch: 1,
  priorCommittee: createCommittee(committeeOf(1)),
  keysMayHaveChanged: false,
  members: NAMES,
};

/** The certificate of an epoch, signed by the first `signers` of the four. */
export function certify(options: {
  epoch?: number;
  signers?: number;
  items?: HandoffItem[];
  next?: AuthorityName[];
}): CertifiedHandoffAttestation {
  const { epoch = 1, signers = 3, items = OUTPUTS, next = NAMES } = options;
  const attestation = { epoch, nextCommitteeHash: hashNextCommittee(next), items };
  const signatures = VALIDATORS.slice(0, signers).map(({ protocol, consensus }) => {
    const { signer, signature } = signHandoffAttestation(attestation, protocol.name, consensus.sign);
    return { signer, signature };
  });
  return { attestation, signatures };
}

export const encoded = (options: Parameters<typeof certify>[0] = {}) => encodeCertificate(certify(options));

/** Epoch 2 of a constant committee, seen by the first validator; nothing held. */
export function factsOfEpoch2(overrides: Partial<EpochFacts> = {}): EpochFacts {
  return {
    epoch: 2,
    epochDurationMs: 10_000,
    protocolVersion: 4,
    members: NAMES,
    seated: true,
    prior: { kind: 'recorded', protocolVersion: 4, committee: EXPECTED.priorCommittee },
    candidates: [],
    held: [],
    peers: [],
    anchor: undefined,
    ...overrides,
  };
}
