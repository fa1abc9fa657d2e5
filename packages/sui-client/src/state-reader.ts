import { normalizeSuiAddress } from '@mysten/sui/utils';
import { requireConsistent } from './consistency.ts';
import { DecodeCache } from './decode-cache.ts';
import { ChainError } from './errors.ts';
import {
  Address,
  Clock,
  CoordinatorInnerField,
  NetworkEncryptionKey,
  parseExact,
  SystemInnerField,
  Validator,
} from './layout/index.ts';
import { BATCH_OBJECTS_MAX, type ChainObject, type ObjectSource } from './object-source.ts';
import { OpenSessions } from './open-sessions.ts';
import { quantity } from './quantity.ts';
import { type RawState, seatedValidatorIds } from './raw-state.ts';
import { type VersionedHead, versionedHead } from './versioned-heads.ts';

const CLOCK_ID = normalizeSuiAddress('0x6');
/** A pass may name objects that the next one has to read with it: first the heads, then members and keys. */
const PASSES_MAX = 4;

export interface IkaObjectIds {
  systemObjectId: string;
  coordinatorObjectId: string;
}

/**
 * Reads all of Ika's state in one batch: the ids found by the last reading are asked for together, and a reading that
 * names others is repeated with those (`docs/spec/chain.md#consistency`).
 */
export class StateReader {
  readonly #ids: IkaObjectIds;
  readonly #source: ObjectSource;
  readonly #cache = new DecodeCache();
  #heads: { system: VersionedHead; coordinator: VersionedHead } | null = null;
  #validatorIds: readonly string[] = [];
  #networkKeyIds: readonly string[] = [];
  readonly #openSessions: OpenSessions | null;

  constructor(ids: IkaObjectIds, { source, userSessions }: { source: ObjectSource; userSessions?: boolean }) {
    this.#ids = ids;
    this.#source = source;
    this.#openSessions = userSessions ? new OpenSessions(source) : null;
  }

  async heads(signal: AbortSignal): Promise<{ system: VersionedHead; coordinator: VersionedHead }> {
    if (!this.#heads) {
      const ids = [this.#ids.systemObjectId, this.#ids.coordinatorObjectId];
      const [system, coordinator] = await this.#source.fetch(ids, signal);
      this.#heads = { system: versionedHead(system!), coordinator: versionedHead(coordinator!) };
    }
    return this.#heads;
  }

  async read(signal: AbortSignal): Promise<RawState> {
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      const state = await this.#readBatch(signal);
      if (state) return state;
    }
    throw new ChainError('INCONSISTENT_READ', `the state moved during ${PASSES_MAX} readings`);
  }

  /** Null when the batch shows that other objects have to be read with it. */
  async #readBatch(signal: AbortSignal): Promise<RawState | null> {
    const before = await this.heads(signal);
    const validatorIds = this.#validatorIds;
    const keyIds = this.#networkKeyIds;
    const ids = [
      before.system.objectId,
      before.coordinator.objectId,
      before.system.innerId,
      before.coordinator.innerId,
      CLOCK_ID,
      ...validatorIds,
      ...keyIds,
    ];
    const objects = new Map((await this.#source.fetch(ids, signal)).map((object) => [object.objectId, object]));
    const at = (id: string): ChainObject => objects.get(id)!;

    const heads = {
      system: this.#cache.read(at(before.system.objectId), versionedHead),
      coordinator: this.#cache.read(at(before.coordinator.objectId), versionedHead),
    };
    this.#heads = heads;
    if (heads.system.innerId !== before.system.innerId || heads.coordinator.innerId !== before.coordinator.innerId) {
      return null;
    }
    const systemInner = this.#cache.decode(SystemInnerField, at(heads.system.innerId)).value;
    const coordinatorInner = this.#cache.decode(CoordinatorInnerField, at(heads.coordinator.innerId)).value;
    requireConsistent(systemInner, coordinatorInner);

    const seated = seatedValidatorIds(systemInner);
    const keysTable = coordinatorInner.dwallet_network_encryption_keys;
    if (seated.some((id) => !objects.has(id)) || Number(keysTable.size) !== keyIds.length) {
      this.#validatorIds = seated;
      this.#networkKeyIds = await this.#listNetworkKeys(keysTable.id, signal);
      return null;
    }
    if (ids.length > BATCH_OBJECTS_MAX)
      await this.#requireUnmoved([at(heads.system.innerId), at(heads.coordinator.innerId)], signal);
    this.#cache.retain(new Set(ids));
    const openUserSessions = (await this.#openSessions?.read(coordinatorInner.sessions_manager, signal)) ?? [];

    const validatorTable = { tableId: systemInner.validator_set.validators.id, typeSuffix: '::validator::Validator' };
    const keyTable = { tableId: keysTable.id, typeSuffix: '::coordinator_inner::DWalletNetworkEncryptionKey' };
    return {
      ...heads,
      systemInner,
      coordinatorInner,
      clockMs: quantity(parseExact(Clock, at(CLOCK_ID).content).timestamp_ms, 'clock'),
      validators: new Map(validatorIds.map((id) => [id, this.#cache.decodeEntry(Validator, at(id), validatorTable)])),
      networkKeys: keyIds.map((id) => this.#cache.decodeEntry(NetworkEncryptionKey, at(id), keyTable)),
      openUserSessions,
      objectVersions: {
        system: Number(at(heads.system.innerId).version),
        coordinator: Number(at(heads.coordinator.innerId).version),
      },
    };
  }

  async #listNetworkKeys(tableId: string, signal: AbortSignal): Promise<string[]> {
    const fields = await this.#source.listFields(tableId, signal);
    return fields.map((field) => parseExact(Address, field.name)).sort();
  }

  /** A reading of several requests counts only if the inner objects did not move meanwhile. */
  async #requireUnmoved(inners: readonly ChainObject[], signal: AbortSignal): Promise<void> {
    const again = await this.#source.fetch(
      inners.map((object) => object.objectId),
      signal,
    );
    if (again.some((object, index) => object.version !== inners[index]!.version)) {
      throw new ChainError('INCONSISTENT_READ', 'the state moved while it was read');
    }
  }
}
