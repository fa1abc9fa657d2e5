import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

/** One executed transaction and the chain time it was executed at. */
export interface JournalEntry {
  atMs: number;
  bytes: Uint8Array;
  signatures: readonly Uint8Array[];
}

export interface Journal {
  append(entry: JournalEntry): void;
  close(): void;
}

/** For a chain that lives as long as its process. */
export const NO_JOURNAL: Journal = { append: () => undefined, close: () => undefined };

const NEWLINE = 0x0a;

/**
 * One JSON line per transaction, on disk before the transaction takes effect. A last line without its end was cut by a
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

function encodeLine({ atMs, bytes, signatures }: JournalEntry): string {
  const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
  return `${JSON.stringify({ atMs, transaction: base64(bytes), signatures: signatures.map(base64) })}\n`;
}

function decodeLine(line: string): JournalEntry {
  const { atMs, transaction, signatures } = JSON.parse(line) as {
    atMs: number;
    transaction: string;
    signatures: string[];
  };
  const decode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
  return { atMs, bytes: decode(transaction), signatures: signatures.map(decode) };
}
