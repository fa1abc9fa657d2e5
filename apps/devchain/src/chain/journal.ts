import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { ControlAction } from '../control/action.ts';

/** One executed transaction, or one action of the control port, and the chain time it was done at. */
export type JournalEntry =
  | { kind: 'transaction'; atMs: number; bytes: Uint8Array; signatures: readonly Uint8Array[] }
  | { kind: 'control'; atMs: number; action: ControlAction };

export interface Journal {
  append(entry: JournalEntry): void;
  close(): void;
}

/** For a chain that lives as long as its process. */
export const NO_JOURNAL: Journal = { append: () => undefined, close: () => undefined };

const NEWLINE = 0x0a;

/**
 * One JSON line per transaction or action, on disk before it takes effect. A last line without its end was cut by a
 * crash before anybody heard of it, and is dropped.
 */
export function openJournal(path: string): { entries: JournalEntry[]; journal: Journal } {
  const file = openSync(path, 'a+');
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
  return {
    entries: lines.map(decodeLine),
    journal: {
      append: (entry) => {
        writeSync(file, encodeLine(entry));
        fsyncSync(file);
      },
      close: () => closeSync(file),
    },
  };
}

type JournalLine =
  | { atMs: number; transaction: string; signatures: string[] }
  | { atMs: number; control: ControlAction };

function encodeLine(entry: JournalEntry): string {
  const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
  const { atMs } = entry;
  const line: JournalLine =
    entry.kind === 'control'
      ? { atMs, control: entry.action }
      : { atMs, transaction: base64(entry.bytes), signatures: entry.signatures.map(base64) };
  return `${JSON.stringify(line)}\n`;
}

function decodeLine(text: string): JournalEntry {
  const line = JSON.parse(text) as JournalLine;
  if ('control' in line) return { kind: 'control', atMs: line.atMs, action: line.control };
  const decode = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));
  return {
    kind: 'transaction',
    atMs: line.atMs,
    bytes: decode(line.transaction),
    signatures: line.signatures.map(decode),
  };
}
