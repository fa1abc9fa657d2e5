import { ChainError } from './errors.ts';
import { u64FieldId } from './field-id.ts';
import { parseExact, Versioned } from './layout/index.ts';
import type { ChainObject } from './object-source.ts';

/** The inner objects have the same layout in these versions of the contracts. */
const KNOWN_VERSIONS: ReadonlySet<string> = new Set(['1', '2']);

/** What a shared wrapper object says: where its inner object lives and which package to call. */
export interface VersionedHead {
  objectId: string;
  version: string;
  /** Latest package: calls go there, while type tags keep the original id. */
  packageId: string;
  initialSharedVersion: string;
  innerId: string;
}

/** Throws `UNKNOWN_VERSION` when the contracts were migrated beyond what this release reads. */
export function versionedHead(object: ChainObject): VersionedHead {
  const head = parseExact(Versioned, object.content);
  if (!KNOWN_VERSIONS.has(head.version)) {
    throw new ChainError('UNKNOWN_VERSION', `${object.type} has version ${head.version}`);
  }
  if (object.owner.$kind !== 'Shared') throw new ChainError('MALFORMED_STATE', `${object.objectId} is not shared`);
  return {
    objectId: object.objectId,
    version: head.version,
    packageId: head.package_id,
    initialSharedVersion: object.owner.Shared.initialSharedVersion,
    innerId: u64FieldId(head.id, head.version),
  };
}
