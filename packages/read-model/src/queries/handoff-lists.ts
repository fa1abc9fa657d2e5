import type { AuthorityName, Digest, Epoch } from '@baton/protocol';
import type { Connection } from '../database.ts';
import { and, asc, eq, gt, inArray } from '../orm.ts';
import * as tables from '../schema/handoff.ts';
import type { CapabilityRow } from './chain-checkpoints.ts';
import type { AttestationRow, HandoffSignatureRow } from './handoff.ts';
import type { Page } from './page.ts';

/** Every attestation that was signed in the epoch, by digest. */
export function attestationsPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<Digest>,
): Promise<AttestationRow[]> {
  const { attestation } = tables;
  return db
    .select()
    .from(attestation)
    .where(
      and(eq(attestation.epoch, epoch), after === undefined ? undefined : gt(attestation.attestationDigest, after)),
    )
    .orderBy(asc(attestation.attestationDigest))
    .limit(limit);
}

/** The signatures of these attestations, by attestation and signer. */
export function signaturesOfAttestations(
  db: Connection,
  epoch: Epoch,
  attestationDigests: readonly Digest[],
): Promise<HandoffSignatureRow[]> {
  const { handoffSignature } = tables;
  return db
    .select()
    .from(handoffSignature)
    .where(and(eq(handoffSignature.epoch, epoch), inArray(handoffSignature.attestationDigest, [...attestationDigests])))
    .orderBy(asc(handoffSignature.attestationDigest), asc(handoffSignature.signer));
}

/** The newest notification of each authority, by name. */
export function capabilitiesPage(
  db: Connection,
  epoch: Epoch,
  { after, limit }: Page<AuthorityName>,
): Promise<CapabilityRow[]> {
  const { capability } = tables;
  return db
    .select()
    .from(capability)
    .where(and(eq(capability.epoch, epoch), after === undefined ? undefined : gt(capability.authority, after)))
    .orderBy(asc(capability.authority))
    .limit(limit);
}
