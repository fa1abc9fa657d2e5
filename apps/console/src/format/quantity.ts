const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const whole = new Intl.NumberFormat('en-GB');

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function formatCount(value: number | string): string {
  return typeof value === 'number' ? whole.format(value) : value;
}

/** `1 signer`, `3 signers`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
