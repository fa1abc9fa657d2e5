import { stripVTControlCharacters } from 'node:util';

/** Lines as they are without a terminal. */
export const plain = (lines: readonly string[]): string[] => lines.map(stripVTControlCharacters);
