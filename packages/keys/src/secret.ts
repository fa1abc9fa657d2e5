import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** Secret bytes that no string conversion, JSON or inspection shows. Only `expose` gives them. */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
  }

  /** The bytes themselves; callers neither keep nor log them. */
  expose(): Uint8Array {
    return this.#bytes;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
