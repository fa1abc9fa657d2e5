import { setTimeout as delay } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import type { Chain } from '../chain/chain.ts';
import type { StoredObject } from '../chain/object.ts';
import type { Call } from '../grpc/server.ts';
import { GrpcCode, GrpcError } from '../grpc/status.ts';

const method = Type.Optional(
  Type.String({ pattern: '^[A-Z][A-Za-z]{0,63}$', description: 'Such as BatchGetObjects; every method without it' }),
);
const times = Type.Optional(
  Type.Integer({ minimum: 1, description: 'Calls it concerns; all until cleared without it' }),
);

const behind = Type.Optional(Type.Integer({ minimum: 0, maximum: 30, description: 'Transactions; 0 without it' }));

export const FaultSchema = Type.Union([
  Type.Object({ mode: Type.Literal('slow'), delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }), method, times }),
  Type.Object({
    mode: Type.Literal('error'),
    code: Type.Optional(Type.Enum(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'INTERNAL'])),
    method,
    times,
  }),
  // The call is done, and the connection breaks instead of an answer. Not for streams.
  Type.Object({ mode: Type.Literal('lost'), method, times }),
  // Objects as they were when the fault was set, or some transactions before: all of a call's, or those at odd places.
  Type.Object({ mode: Type.Literal('stale'), behind, method, times }),
  Type.Object({ mode: Type.Literal('torn'), behind, method, times }),
]);
export type Fault = Static<typeof FaultSchema>;

export interface ActiveFault {
  fault: Fault;
  /** Calls in which it made a difference: the proof that a test met it. */
  took: number;
}

type Entry = ActiveFault & { since: bigint };

/** How the fullnode misbehaves. It concerns the serving process, not the chain: a restart forgets it. */
export class Faults {
  readonly #chain: Chain;
  #entries: Entry[] = [];

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  set(fault: Fault): void {
    const behind = 'behind' in fault ? (fault.behind ?? 0) : 0;
    this.#entries.push({ fault, took: 0, since: this.#chain.nextVersion() - 1n - BigInt(behind) });
  }

  /** Returns what was set, with the counts. */
  clear(): ActiveFault[] {
    const cleared = this.list();
    this.#entries = [];
    return cleared;
  }

  list(): ActiveFault[] {
    return this.#entries.map(({ fault, took }) => ({ fault, took }));
  }

  /** Before a call: waits, or fails it. */
  async intercept(path: string, { signal }: Call): Promise<void> {
    for (const entry of this.#concerning(path)) {
      const { fault } = entry;
      if (fault.mode === 'error') {
        entry.took += 1;
        throw new GrpcError(GrpcCode[fault.code ?? 'UNAVAILABLE'], 'fault injected by the control port');
      }
      if (fault.mode === 'slow') {
        entry.took += 1;
        await delay(fault.delayMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** After a call: whether its answer gets lost. */
  loses(path: string): boolean {
    const entry = this.#concerning(path).find(({ fault }) => fault.mode === 'lost');
    if (entry === undefined) return false;
    entry.took += 1;
    return true;
  }

  /** Objects as this call may see them, in the order they are asked for. */
  objects(path: string, ids: readonly string[]): (StoredObject | undefined)[] {
    const { store } = this.#chain;
    let seen = ids.map((id) => store.get(id));
    for (const entry of this.#concerning(path)) {
      const { mode } = entry.fault;
      if (mode !== 'stale' && mode !== 'torn') continue;
      const before = seen;
      seen = before.map((live, place) =>
        mode === 'torn' && place % 2 === 0 ? live : store.asOf(ids[place]!, entry.since),
      );
      const older = seen.filter((object, place) => object?.version !== before[place]?.version).length;
      const newer = seen.filter((object) => object !== undefined && object.version > entry.since).length;
      if (mode === 'stale' ? older > 0 : older > 0 && newer > 0) entry.took += 1;
    }
    return seen;
  }

  #concerning(path: string): Entry[] {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return this.#entries.filter(
      ({ fault, took }) =>
        (fault.method === undefined || fault.method === name) && (fault.times === undefined || took < fault.times),
    );
  }
}
