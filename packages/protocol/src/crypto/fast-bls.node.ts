import type { ModuleInstance } from 'bls-signatures';
import type { FastBls } from './fast-bls.none.ts';

let loading: Promise<void> | undefined;
let loaded: FastBls | null = null;

/**
 * WebAssembly, five times as fast as the portable code. It loads at the first use, which costs some 50 ms beside it: until
 * then, and for good where it can't load, there is none. Processes that never meet a BLS signature don't pay for it.
 */
export function fastBls(): FastBls | null {
  void prepareBls();
  return loaded;
}

/** Resolves once `fastBls` gives what it will: whoever is about to sign or verify waits for it, and saves the slow way. */
export function prepareBls(): Promise<void> {
  loading ??= load().then(
    (fast) => {
      loaded = fast;
    },
    () => undefined, // the portable code does all it does
  );
  return loading;
}

/** The implementation itself. */
export async function load(): Promise<FastBls> {
  const loadedModule = await import('bls-signatures');
  // CommonJS whose whole export is the function that its types call `default`.
  const createModule = loadedModule.default as unknown as typeof loadedModule.default.default;
  return over(await createModule());
}

interface Freed {
  delete(): void;
}

/** Objects of the module lie in its own memory and are given back by hand. */
function over({ BasicSchemeMPL, G1Element, G2Element, PrivateKey }: ModuleInstance): FastBls {
  function withFreed<Result>(work: (own: <Value>(value: Value) => Value) => Result): Result {
    const owned: Freed[] = [];
    try {
      return work((value) => {
        owned.push(value as Freed);
        return value;
      });
    } finally {
      for (const value of owned) value.delete();
    }
  }
  return {
    sign: (secretKey, message) =>
      withFreed((own) => {
        const key = own(PrivateKey.from_bytes(secretKey, false));
        return Uint8Array.from(own(BasicSchemeMPL.sign(key, message)).serialize());
      }),
    accepts: (aggregate, message, keys) =>
      withFreed((own) => {
        try {
          const [first, ...others] = keys.map((key) => own(G1Element.from_bytes(key)));
          if (first === undefined) return false;
          const sum = others.reduce((total, key) => own(total.add(key)), first);
          return BasicSchemeMPL.verify(sum, message, own(G2Element.from_bytes(aggregate)));
        } catch {
          return false; // it throws for what is no point of the curve
        }
      }),
    aggregate: (signatures) =>
      withFreed((own) => {
        try {
          const [first, ...others] = signatures.map((one) => own(G2Element.from_bytes(one)));
          const sum = first && others.reduce((total, one) => own(total.add(one)), first);
          return sum && Uint8Array.from(sum.serialize());
        } catch {
          return undefined;
        }
      }),
  };
}
