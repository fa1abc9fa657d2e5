import { normalizeSuiAddress, toBase58 } from '@mysten/sui/utils';
import { canonicalType, type FieldMeta, type Owner, objectDigest, type StoredObject } from './object.ts';
import { SortedIds } from './sorted-ids.ts';

/** Older versions of an object are pruned, as a fullnode prunes. */
const HISTORY_VERSIONS_MAX = 32;

export interface ObjectWrite {
  id: string;
  type: string;
  owner: Owner;
  contents: Uint8Array;
  field?: FieldMeta | null;
}

/** What a transaction changed: each touched id with the object as it was before, if it was. */
export type ChangeSet = ReadonlyMap<string, StoredObject | undefined>;

/** Live objects, their recent versions, and the dynamic fields by parent. Everything is written in a transaction. */
export class ObjectStore {
  readonly #live = new Map<string, StoredObject>();
  readonly #history = new Map<string, StoredObject[]>();
  readonly #children = new Map<string, SortedIds>();
  #transaction: { digest: string; version: bigint; before: Map<string, StoredObject | undefined> } | null = null;

  get(id: string): StoredObject | undefined {
    return this.#live.get(normalizeSuiAddress(id));
  }

  at(id: string, version: bigint): StoredObject | undefined {
    return this.#history.get(normalizeSuiAddress(id))?.find((object) => object.version === version);
  }

  /** As it was at that version of the chain; undefined if it was not yet. A pruned version answers the oldest kept. */
  asOf(id: string, version: bigint): StoredObject | undefined {
    const live = this.get(id);
    if (live && live.version <= version) return live;
    const history = this.#history.get(normalizeSuiAddress(id));
    if (!history) return live; // the clock has none
    const found = history.findLast((object) => object.version <= version);
    return found ?? (history.length >= HISTORY_VERSIONS_MAX ? history[0] : undefined);
  }

  all(): IterableIterator<StoredObject> {
    return this.#live.values();
  }

  fieldIds(parent: string): readonly string[] {
    return this.#children.get(parent)?.ids ?? [];
  }

  put(write: ObjectWrite): StoredObject {
    const transaction = this.#transaction;
    if (!transaction) throw new Error('objects are written in a transaction');
    const id = normalizeSuiAddress(write.id);
    const old = this.#live.get(id);
    const next = {
      id,
      version: transaction.version,
      type: old?.type === write.type ? write.type : canonicalType(write.type),
      owner: write.owner,
      contents: write.contents,
      previousTransaction: transaction.digest,
      field: write.field ?? old?.field ?? null,
    };
    if (!transaction.before.has(id)) transaction.before.set(id, old);
    this.#install({ ...next, digest: objectDigest(next) }, old);
    return this.#live.get(id)!;
  }

  /** New contents under the same type and owner. */
  rewrite(id: string, contents: Uint8Array): StoredObject {
    const old = this.get(id);
    if (!old) throw new Error(`${id} does not exist`);
    return this.put({ ...old, contents });
  }

  delete(id: string): void {
    const transaction = this.#transaction;
    if (!transaction) throw new Error('objects are deleted in a transaction');
    const old = this.get(id);
    if (!old) return;
    if (!transaction.before.has(old.id)) transaction.before.set(old.id, old);
    this.#remove(old);
  }

  /**
   * All objects that `body` writes get the one version; if it throws, nothing of it remains. `keep` false undoes it
   * also when it succeeds (simulation).
   */
  transact<T>(
    options: { digest: string; version: bigint; keep?: boolean },
    body: () => T,
  ): { result: T; changes: ChangeSet } {
    if (this.#transaction) throw new Error('transactions do not nest');
    const before = new Map<string, StoredObject | undefined>();
    this.#transaction = { digest: options.digest, version: options.version, before };
    let kept = false;
    try {
      const result = body();
      kept = options.keep ?? true;
      return { result, changes: before };
    } finally {
      this.#transaction = null;
      if (!kept) this.#undo(before);
    }
  }

  /** Replaces an object outside of any transaction and of the history: the clock. */
  overwrite(object: Omit<StoredObject, 'digest'>): void {
    this.#live.set(object.id, { ...object, digest: objectDigest(object) });
  }

  #install(object: StoredObject, old: StoredObject | undefined): void {
    this.#live.set(object.id, object);
    const history = (this.#history.get(object.id) ?? []).filter((one) => one.version !== object.version);
    history.push(object);
    this.#history.set(object.id, history.slice(-HISTORY_VERSIONS_MAX));
    if (object.field && !old) this.#siblings(object.field.parent).add(object.id);
  }

  #remove(object: StoredObject): void {
    this.#live.delete(object.id);
    if (object.field) this.#siblings(object.field.parent).delete(object.id);
  }

  #undo(before: ReadonlyMap<string, StoredObject | undefined>): void {
    for (const [id, old] of before) {
      const now = this.#live.get(id);
      if (now) {
        const history = this.#history.get(id) ?? [];
        this.#history.set(
          id,
          history.filter((one) => one.version !== now.version || one === old),
        );
      }
      if (old) {
        this.#live.set(id, old);
        if (!now && old.field) this.#siblings(old.field.parent).add(id);
      } else if (now) {
        this.#remove(now);
      }
    }
  }

  #siblings(parent: string): SortedIds {
    const known = this.#children.get(parent);
    if (known) return known;
    const fresh = new SortedIds();
    this.#children.set(parent, fresh);
    return fresh;
  }
}

export const GENESIS_DIGEST = toBase58(new Uint8Array(32));
