import { readFileSync } from 'node:fs';
import { fromHex } from '../src/identifiers.ts';

/** Parts of golden bytes: what they mean and their hex. */
export type Parts = [meaning: string, hex: string][];

export function joined(parts: Parts): string {
  return parts.map(([, hex]) => hex).join('');
}

function revive(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '$bytes' in value ? fromHex(String(value.$bytes)) : value;
}

/** A file of `packages/protocol/vectors`, byte strings revived. */
export function readVectors<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'), revive) as T;
}
