import type { Epoch, ObjectId } from '@baton/protocol';
import type { AdoptedKey } from './adopted-key.ts';
import type { EngineInterface } from './engine-client.ts';

/** A stranded key is told again this often: the node forgets the mark when it starts anew. */
export const REPEAT_MS = 5_000;

/** Tells the node which keys are stranded, and which are instantiated after all, until it has taken it. */
export class StrandedKeys {
  readonly #engine: Pick<EngineInterface, 'strandKey' | 'recoverKey'>;
  readonly #told = new Map<ObjectId, { stranded: boolean; at: number }>();

  constructor(engine: Pick<EngineInterface, 'strandKey' | 'recoverKey'>) {
    this.#engine = engine;
  }

  /** The node's marks end with the epoch. */
  begin(): void {
    for (const [keyId, { stranded }] of this.#told) if (stranded) this.#told.delete(keyId);
  }

  isDue(key: AdoptedKey, now: number): boolean {
    const told = this.#told.get(key.keyId);
    if (key.stranded) return told?.stranded !== true || now - told.at >= REPEAT_MS;
    // An earlier process may have left a mark: what was never told is taken back too.
    return key.instantiated !== null && told?.stranded !== false;
  }

  /** Throws what the node refused, after all the others were told. */
  async tell(epoch: Epoch, keys: readonly AdoptedKey[], now: number): Promise<void> {
    const due = keys.filter((key) => this.isDue(key, now));
    const results = await Promise.allSettled(due.map((key) => this.#say(epoch, key, now)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #say(epoch: Epoch, { keyId, stranded }: AdoptedKey, at: number): Promise<void> {
    await (stranded ? this.#engine.strandKey(epoch, keyId) : this.#engine.recoverKey(epoch, keyId));
    this.#told.set(keyId, { stranded, at });
  }
}
