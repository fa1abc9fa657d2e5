import type { Digest, ObjectId } from '../identifiers.ts';
import {
  compareHandoffItemKeys,
  type HandoffItem,
  type HandoffItemKey,
  type ValidatedPeer,
} from '../messages/index.ts';

/** A network key's output by digest. */
export interface KeyOutputDigest {
  keyId: ObjectId;
  digest: Digest;
}

/** One line for a log or a person: `validator_mpc_data:ab12…`. */
export function itemKeyText(key: HandoffItemKey): string {
  return `${key.type}:${key.type === 'validator_mpc_data' ? key.validator : key.keyId}`;
}

export interface ComputeHandoffItems {
  /** The effective frozen set. */
  mpcData: readonly ValidatedPeer[];
  dkg: readonly KeyOutputDigest[];
  /** Outputs of this epoch's reconfiguration sessions. */
  reconfiguration: readonly KeyOutputDigest[];
}

/** What is handed over, in canonical order. May be empty. `docs/spec/handoff.md#items` */
export function computeHandoffItems(input: ComputeHandoffItems): HandoffItem[] {
  const items: HandoffItem[] = [
    ...input.dkg.map(({ keyId, digest }): HandoffItem => ({ key: { type: 'network_dkg_output', keyId }, digest })),
    ...input.reconfiguration.map(
      ({ keyId, digest }): HandoffItem => ({ key: { type: 'network_reconfiguration_output', keyId }, digest }),
    ),
    ...input.mpcData.map(
      ({ name, digest }): HandoffItem => ({ key: { type: 'validator_mpc_data', validator: name }, digest }),
    ),
  ];
  return items.sort((a, b) => compareHandoffItemKeys(a.key, b.key));
}
