import { readFileSync } from 'node:fs';
import { unusable } from './failure.ts';

/** A JSON file given by a person. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unusable(`${path} cannot be read`, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(`${path} is not JSON`, cause);
  }
}

/** Walks into untrusted JSON; what is not there or of another type is unusable, and said by its place. */
export class Field {
  readonly #value: unknown;
  readonly #place: string;

  constructor(value: unknown, place: string) {
    this.#value = value;
    this.#place = place;
  }

  get(name: string): Field {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value))
      throw this.#bad('an object');
    return new Field((this.#value as Record<string, unknown>)[name], `${this.#place}.${name}`);
  }

  has(name: string): boolean {
    return typeof this.#value === 'object' && this.#value !== null && Object.hasOwn(this.#value, name);
  }

  list(): Field[] {
    if (!Array.isArray(this.#value)) throw this.#bad('a list');
    return this.#value.map((one, index) => new Field(one, `${this.#place}[${index}]`));
  }

  number(): number {
    if (typeof this.#value !== 'number' || !Number.isSafeInteger(this.#value) || this.#value < 0)
      throw this.#bad('a whole number');
    return this.#value;
  }

  /** A string as one of the protocol's identifiers. */
  as<T>(parse: (text: string) => T): T {
    if (typeof this.#value !== 'string') throw this.#bad('a string');
    try {
      return parse(this.#value);
    } catch (cause) {
      throw unusable(`${this.#place}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
    }
  }

  #bad(expected: string): Error {
    return unusable(`${this.#place} is ${this.#value === undefined ? 'missing' : `not ${expected}`}`);
  }
}
