import {
  type CertifiedHandoffAttestation,
  type Committee,
  type CommitteeSnapshot,
  ProtocolError,
  parseCertificate,
  parseCommitteeSnapshot,
  parseCommittee as parseSafeCommittee,
} from '@baton/protocol';
import { unusable } from './failure.ts';
import { readJson } from './json-input.ts';

/** The JSON that `baton cert show` prints, or `baton handoff show` into a file. */
export function readCertificate(path: string): CertifiedHandoffAttestation {
  return usable(() => parseCertificate(readJson(path), path));
}

/** The JSON that `baton chain committee` prints. A committee that is not safe is unusable. */
export function readCommittee(path: string): Committee {
  return usable(() => parseSafeCommittee(readJson(path), path));
}

export function parseCommittee(value: unknown, place: string): CommitteeSnapshot {
  return usable(() => parseCommitteeSnapshot(value, place));
}

/** What the protocol's code cannot make sense of is no usable input. */
export function usable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) throw unusable(error.message, error);
    throw error;
  }
}
