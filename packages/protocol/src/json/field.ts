import { ProtocolError } from '../errors.ts';

/** Walks into untrusted JSON; what is not there or of another type is an INVALID_ARGUMENT, said by its place. */
export class JsonField {
  readonly #value: unknown;
  readonly #place: string;

  /** `place` is how the whole is called in messages: a file's name, say. */
  constructor(value: unknown, place: string) {
    this.#value = value;
    this.#place = place;
  }

  get(name: string): JsonField {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      throw this.#bad('an object');
    }
    return new JsonField((this.#value as Record<string, unknown>)[name], `${this.#place}.${name}`);
  }

  list(): JsonField[] {
    if (!Array.isArray(this.#value)) throw this.#bad('a list');
    return this.#value.map((one, index) => new JsonField(one, `${this.#place}[${index}]`));
  }

  /** A safe integer, 0 or more. */
  number(): number {
    if (typeof this.#value !== 'number' || !Number.isSafeInteger(this.#value) || this.#value < 0) {
      throw this.#bad('a whole number');
    }
    return this.#value;
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#bad('a string');
    return this.#value;
  }

  /** A string as one of the protocol's identifiers. */
  as<T>(parse: (text: string) => T): T {
    const text = this.text();
    try {
      return parse(text);
    } catch (cause) {
      throw this.refuse(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  refuse(problem: string, cause?: unknown): ProtocolError {
    return new ProtocolError('INVALID_ARGUMENT', `${this.#place}: ${problem}`, {}, cause);
  }

  #bad(expected: string): ProtocolError {
    const problem = this.#value === undefined ? 'is missing' : `is not ${expected}`;
    return new ProtocolError('INVALID_ARGUMENT', `${this.#place} ${problem}`);
  }
}
