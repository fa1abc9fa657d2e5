/** Where no native Ed25519 is at hand: accepts nothing, so that the portable verifier decides. */
export function nativeAccepts(_signature: Uint8Array, _message: Uint8Array, _keyHex: string): boolean {
  return false;
}

export function nativeSigner(_seed: Uint8Array): ((message: Uint8Array) => Uint8Array) | null {
  return null;
}
