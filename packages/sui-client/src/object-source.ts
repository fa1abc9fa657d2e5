import { ObjectError, type SuiClientTypes } from '@mysten/sui/client';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { ChainError } from './errors.ts';

export type ChainObject = SuiClientTypes.Object<{ content: true }>;

/** Objects per request; the client splits longer lists, and then a list is no longer one batch. */
export const BATCH_OBJECTS_MAX = 50;
const PAGE_FIELDS = 1_000;
/** No table that is listed has more: it would be a state that this release was not made for. */
const FIELDS_MAX = 100_000;

export interface ListedField {
  fieldId: string;
  /** Raw BCS. */
  name: Uint8Array;
  /** The child of an object table's entry. */
  childId: string | null;
}

/** Fetches objects and refuses versions older than seen before, which a lagging replica would serve. */
export class ObjectSource {
  readonly #client: SuiGrpcClient;
  readonly #versions = new Map<string, bigint>();

  constructor(client: SuiGrpcClient) {
    this.#client = client;
  }

  /** In the order of `ids`. Throws `STALE_READ`, or `ObjectError` for a missing object. */
  async fetch(ids: readonly string[], signal: AbortSignal): Promise<ChainObject[]> {
    const { objects } = await this.#client.core.getObjects({ objectIds: [...ids], include: { content: true }, signal });
    const found = objects.map((object) => {
      if (object instanceof Error) throw object;
      return object;
    });
    for (const object of found) this.#refuseOlder(object);
    for (const object of found) this.#versions.set(object.objectId, BigInt(object.version));
    return found;
  }

  /** In the order of `ids`, null where there is no such object. For objects that never change: no version is watched. */
  async fetchExisting(ids: readonly string[], signal: AbortSignal): Promise<(ChainObject | null)[]> {
    const found: (ChainObject | null)[] = [];
    for (let at = 0; at < ids.length; at += BATCH_OBJECTS_MAX) {
      const objectIds = ids.slice(at, at + BATCH_OBJECTS_MAX);
      const { objects } = await this.#client.core.getObjects({ objectIds, include: { content: true }, signal });
      for (const object of objects) {
        if (object instanceof Error && !isAbsent(object)) throw object;
        found.push(object instanceof Error ? null : object);
      }
    }
    return found;
  }

  /** All dynamic fields of `parent`, at most `fieldsMax`. Pages may be short before the last one. */
  async listFields(parentId: string, signal: AbortSignal, fieldsMax = FIELDS_MAX): Promise<ListedField[]> {
    const fields: ListedField[] = [];
    let cursor: string | null = null;
    for (;;) {
      const page: SuiClientTypes.ListDynamicFieldsResponse = await this.#client.core.listDynamicFields({
        parentId,
        cursor,
        limit: PAGE_FIELDS,
        signal,
      });
      for (const field of page.dynamicFields) {
        const childId = field.$kind === 'DynamicObject' ? field.childId : null;
        fields.push({ fieldId: field.fieldId, name: field.name.bcs, childId });
      }
      if (fields.length > fieldsMax) {
        throw new ChainError('MALFORMED_STATE', `${parentId} has more than ${fieldsMax} fields`);
      }
      // An empty cursor with "more to come" would loop for ever.
      if (!page.hasNextPage || !page.cursor) return fields;
      cursor = page.cursor;
    }
  }

  #refuseOlder(object: ChainObject): void {
    const seen = this.#versions.get(object.objectId);
    if (seen !== undefined && BigInt(object.version) < seen) {
      const details = { objectId: object.objectId, version: object.version, seen: String(seen) };
      throw new ChainError('STALE_READ', 'the fullnode answered an older object than before', { details });
    }
  }
}

const isAbsent = (error: Error): boolean => error instanceof ObjectError && error.reason === 'notFound';
