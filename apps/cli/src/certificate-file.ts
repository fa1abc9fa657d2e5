import {
  authorityName,
  type CertifiedHandoffAttestation,
  type Committee,
  type CommitteeSnapshot,
  consensusKey,
  createCommittee,
  digest,
  type HandoffItemKey,
  objectId,
  ProtocolError,
  signature,
} from '@baton/protocol';
import { unusable } from './failure.ts';
import { Field, readJson } from './json-input.ts';

/** The JSON that `baton handoff show` prints. */
export function readCertificate(path: string): CertifiedHandoffAttestation {
  return parseCertificate(readJson(path), path);
}

export function parseCertificate(value: unknown, place: string): CertifiedHandoffAttestation {
  const certificate = new Field(value, place);
  const attestation = certificate.get('attestation');
  return {
    attestation: {
      epoch: attestation.get('epoch').number(),
      nextCommitteeHash: attestation.get('nextCommitteeHash').as(digest),
      items: attestation
        .get('items')
        .list()
        .map((item) => ({ key: itemKey(item.get('key')), digest: item.get('digest').as(digest) })),
    },
    signatures: certificate
      .get('signatures')
      .list()
      .map((one) => ({ signer: one.get('signer').as(authorityName), signature: one.get('signature').as(signature) })),
  };
}

/** The JSON that `baton chain committee` prints. A committee that is not safe is unusable. */
export function readCommittee(path: string): Committee {
  const snapshot = parseCommittee(readJson(path), path);
  try {
    return createCommittee(snapshot);
  } catch (error) {
    if (error instanceof ProtocolError) throw unusable(`${path}: ${error.message}`, error);
    throw error;
  }
}

export function parseCommittee(value: unknown, place: string): CommitteeSnapshot {
  const committee = new Field(value, place);
  return {
    epoch: committee.get('epoch').number(),
    members: committee
      .get('members')
      .list()
      .map((member) => ({
        name: member.get('name').as(authorityName),
        stake: member.get('stake').number(),
        consensusKey: member.get('consensusKey').as(consensusKey),
      })),
    quorumThreshold: committee.get('quorumThreshold').number(),
    validityThreshold: committee.get('validityThreshold').number(),
  };
}

function itemKey(key: Field): HandoffItemKey {
  const type = key.get('type').as((text) => text);
  switch (type) {
    case 'network_dkg_output':
    case 'network_reconfiguration_output':
      return { type, keyId: key.get('keyId').as(objectId) };
    case 'validator_mpc_data':
      return { type, validator: key.get('validator').as(authorityName) };
    default:
      throw unusable(`an item is of the unknown type ${JSON.stringify(type)}`);
  }
}
