import {
  type Assembly,
  type AssemblyReason,
  type AuthorityName,
  assembleCommittee,
  type BlobVerdict,
  type CommitteeSnapshot,
  type Epoch,
  type ValidatedPeer,
} from '@baton/protocol';
import { blobsQueries, type Connection, type chainTables, freezeQueries } from '@baton/read-model';

export const ASSEMBLY_REASONS = [
  'announcement',
  'blob_missing_or_invalid',
  'source_unavailable',
  'no_input',
  'everything_excluded',
] as const satisfies readonly AssemblyReason[];

/** Everything the assembly decides over, read in one snapshot: whether it is frozen and what is frozen must agree. */
export interface AssemblyFacts {
  frozen: ValidatedPeer[];
  excluded: AuthorityName[];
  announced: ValidatedPeer[];
  blobs: Record<string, BlobVerdict>;
}

export async function readAssemblyFacts(db: Connection, epoch: Epoch): Promise<AssemblyFacts> {
  const [frozenRows, excluded, announcements] = await Promise.all([
    freezeQueries.frozen(db, epoch),
    freezeQueries.excluded(db, epoch),
    freezeQueries.announcementsOfStream(db, epoch),
  ]);
  const frozen = frozenRows.map(({ name, digest }) => ({ name, digest }));
  // Of one name, the announcement for the next epoch is the later one.
  const announced = announcements.map((row) => ({ name: row.validator, digest: row.blobHash }));
  const wanted = [...frozen, ...announced].map((peer) => peer.digest);
  const held = await blobsQueries.blobsHeld(db, wanted);
  const blobs = [...held].map(([digest, row]) => [digest, row.structurallyValid ? 'valid' : 'undecodable'] as const);
  return { frozen, excluded, announced, blobs: Object.fromEntries(blobs) };
}

/** The next committee's keys from frozen digests and local blobs: all of them or none. Pure. */
export function assemble(committee: CommitteeSnapshot, facts: AssemblyFacts): Assembly {
  return assembleCommittee({ members: committee.members.map((member) => member.name), ...facts });
}

/** `sinceMs`: when the attempt was made if it is complete, else since when none has been. Chain clock. */
export function assemblyRow(
  epoch: Epoch,
  assembly: Assembly,
  sinceMs: number,
): typeof chainTables.assembly.$inferInsert {
  if (assembly.outcome === 'complete') {
    const { members, final } = assembly;
    const times = { lastCompleteAt: sinceMs, incompleteSince: null };
    return { epoch, outcome: 'complete', reason: null, missing: [], final, members, ...times };
  }
  const { reason } = assembly;
  const missing = assembly.missing.map((name) => ({ name, reason }));
  return { epoch, outcome: 'incomplete', reason, missing, final: false, members: [], incompleteSince: sinceMs };
}
