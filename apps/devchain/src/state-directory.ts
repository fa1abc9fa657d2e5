import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from './durable-file.ts';
import { type Genesis, parseGenesis, requireSameGenesis } from './ika/genesis.ts';

/** When the chain was made, and when its first epoch began; null while that is held back. */
export interface Beginning {
  createdMs: number;
  held: boolean;
  beganMs: number | null;
}

const GENESIS_FILE = 'genesis.json';

/** What a chain began with: with it and the journal, the same state is arrived at again. */
export class StateDirectory {
  readonly #path: string;
  readonly #genesis: Genesis;
  readonly journalPath: string;

  constructor(dir: string, genesis: Genesis) {
    mkdirSync(dir, { recursive: true });
    this.#path = join(dir, GENESIS_FILE);
    this.#genesis = genesis;
    this.journalPath = join(dir, 'transactions.jsonl');
  }

  /** Null for a new chain. GenesisError if it began with another genesis. */
  read(): Beginning | null {
    if (!existsSync(this.#path)) return null;
    const { genesis, ...beginning } = JSON.parse(readFileSync(this.#path, 'utf8')) as Beginning & { genesis: unknown };
    requireSameGenesis(parseGenesis(genesis), this.#genesis);
    return beginning;
  }

  write(beginning: Beginning): void {
    writeFileDurably(this.#path, `${JSON.stringify({ ...beginning, genesis: this.#genesis }, null, 2)}\n`);
  }
}
