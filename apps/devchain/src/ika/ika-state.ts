import {
  type CoordinatorInner,
  CoordinatorInnerField,
  ExtendedFieldKey,
  Field,
  NetworkEncryptionKey,
  PendingActiveSet,
  parseExact,
  type SystemInner,
  SystemInnerField,
  Validator,
} from '@baton/sui-client/layout';
import { bcs } from '@mysten/bcs';
import { fieldId } from '../chain/dynamic-field.ts';
import type { ObjectStore } from '../chain/object-store.ts';
import { type IkaIds, INNER_VERSION } from './packages.ts';

const PendingActiveSetField = Field(ExtendedFieldKey, PendingActiveSet);
const EXTENDED_FIELD_NAME = Uint8Array.of(0);

/** The contracts' state as the native functions read and write it: always through the objects' bytes. */
export class IkaState {
  readonly ids: IkaIds;
  readonly store: ObjectStore;
  readonly systemInnerId: string;
  readonly coordinatorInnerId: string;
  readonly #pendingActiveSetId: string;

  constructor(ids: IkaIds, store: ObjectStore) {
    const version = bcs.u64().serialize(INNER_VERSION).toBytes();
    this.ids = ids;
    this.store = store;
    this.systemInnerId = fieldId(ids.systemObjectId, 'u64', version);
    this.coordinatorInnerId = fieldId(ids.coordinatorObjectId, 'u64', version);
    this.#pendingActiveSetId = fieldId(
      ids.pendingActiveSet,
      `${ids.packages.common}::extended_field::Key`,
      EXTENDED_FIELD_NAME,
    );
  }

  system(): SystemInner {
    return parseExact(SystemInnerField, this.#contents(this.systemInnerId)).value;
  }

  updateSystem(change: (inner: SystemInner) => void): void {
    const field = parseExact(SystemInnerField, this.#contents(this.systemInnerId));
    change(field.value);
    this.store.rewrite(this.systemInnerId, SystemInnerField.serialize(field).toBytes());
  }

  coordinator(): CoordinatorInner {
    return parseExact(CoordinatorInnerField, this.#contents(this.coordinatorInnerId)).value;
  }

  updateCoordinator(change: (inner: CoordinatorInner) => void): void {
    const field = parseExact(CoordinatorInnerField, this.#contents(this.coordinatorInnerId));
    change(field.value);
    this.store.rewrite(this.coordinatorInnerId, CoordinatorInnerField.serialize(field).toBytes());
  }

  validator(id: string): Validator {
    return parseExact(Validator, this.#contents(id));
  }

  hasValidator(id: string): boolean {
    return this.store.get(id)?.type.endsWith('::validator::Validator') ?? false;
  }

  updateValidator(id: string, change: (record: Validator) => void): void {
    const record = this.validator(id);
    change(record);
    this.store.rewrite(id, Validator.serialize(record).toBytes());
  }

  pendingActiveSet(): PendingActiveSet {
    return parseExact(PendingActiveSetField, this.#contents(this.#pendingActiveSetId)).value;
  }

  updatePendingActiveSet<T>(change: (set: PendingActiveSet) => T): T {
    const field = parseExact(PendingActiveSetField, this.#contents(this.#pendingActiveSetId));
    const result = change(field.value);
    this.store.rewrite(this.#pendingActiveSetId, PendingActiveSetField.serialize(field).toBytes());
    return result;
  }

  /** Undefined when there is no such key. */
  networkKey(id: string): NetworkEncryptionKey | undefined {
    const object = this.store.get(id);
    if (!object?.type.endsWith('::coordinator_inner::DWalletNetworkEncryptionKey')) return undefined;
    return parseExact(NetworkEncryptionKey, object.contents);
  }

  networkKeyIds(): string[] {
    return this.store.fieldIds(this.ids.networkKeysTable).flatMap((slot) => this.store.get(slot)?.field?.childId ?? []);
  }

  putNetworkKey(key: NetworkEncryptionKey): void {
    this.store.rewrite(key.id, NetworkEncryptionKey.serialize(key).toBytes());
  }

  #contents(id: string): Uint8Array {
    const object = this.store.get(id);
    if (!object) throw new Error(`devchain state lacks object ${id}`);
    return object.contents;
  }
}
