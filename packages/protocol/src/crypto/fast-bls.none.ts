/** Several times faster than the portable code, where there is such a thing. Null or undefined: ask the portable one. */
export interface FastBls {
  sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** True if it accepts; false says nothing. */
  accepts(aggregate: Uint8Array, message: Uint8Array, keys: readonly Uint8Array[]): boolean;
  /** Undefined if it can't. */
  aggregate(signatures: readonly Uint8Array[]): Uint8Array | undefined;
}

export function fastBls(): FastBls | null {
  return null;
}

export function prepareBls(): Promise<void> {
  return Promise.resolve();
}
