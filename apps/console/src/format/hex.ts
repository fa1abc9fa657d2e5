const HEAD = 6;
const TAIL = 4;

/** Beginning and end of a digest or name; what is short already stays. An object id keeps its 0x. */
export function shortHex(hex: string): string {
  const prefix = hex.startsWith('0x') ? '0x' : '';
  const digits = hex.slice(prefix.length);
  if (digits.length <= HEAD + TAIL + 1) return hex;
  return `${prefix}${digits.slice(0, HEAD)}…${digits.slice(-TAIL)}`;
}
