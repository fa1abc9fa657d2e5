import { type Committee, type CommitteeSnapshot, createCommittee } from '../committee.ts';
import { ProtocolError } from '../errors.ts';
import { authorityName, consensusKey, digest, objectId, signature } from '../identifiers.ts';
import type { CertifiedHandoffAttestation, HandoffItemKey } from '../messages/index.ts';
import { JsonField } from './field.ts';

/** The JSON of a certificate as nodes and `baton handoff show` give it; INVALID_ARGUMENT names the place that is wrong. */
export function parseCertificate(value: unknown, place: string): CertifiedHandoffAttestation {
  const certificate = new JsonField(value, place);
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

/** The JSON of a committee as nodes and `baton chain committee` give it. */
export function parseCommitteeSnapshot(value: unknown, place: string): CommitteeSnapshot {
  const committee = new JsonField(value, place);
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

/** As `parseCommitteeSnapshot`; one that is not safe is refused by its own code, with the place before the reason. */
export function parseCommittee(value: unknown, place: string): Committee {
  const snapshot = parseCommitteeSnapshot(value, place);
  try {
    return createCommittee(snapshot);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, `${place}: ${error.message}`, error.details, error);
  }
}

function itemKey(key: JsonField): HandoffItemKey {
  const type = key.get('type').text();
  switch (type) {
    case 'network_dkg_output':
    case 'network_reconfiguration_output':
      return { type, keyId: key.get('keyId').as(objectId) };
    case 'validator_mpc_data':
      return { type, validator: key.get('validator').as(authorityName) };
    default:
      throw key.get('type').refuse(`${JSON.stringify(type)} is no kind of item`);
  }
}
