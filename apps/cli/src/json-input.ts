import { readFileSync } from 'node:fs';
import { type CommandFailure, unusable } from './failure.ts';

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

/** How a place of the wrong shape is told: as unusable input, or as a node's fault. */
export type Refusal = (message: string, cause?: unknown) => CommandFailure;

/** Walks into untrusted JSON; what is not there or of another type is refused, and said by its place. */
export class Field {
  readonly #value: unknown;
  readonly #place: string;
  readonly #refuse: Refusal;

  constructor(value: unknown, place: string, refuse: Refusal = unusable) {
    this.#value = value;
    this.#place = place;
    this.#refuse = refuse;
  }

  get(name: string): Field {
    return this.#child((this.#object() as Record<string, unknown>)[name], `${this.#place}.${name}`);
  }

  /** The names of an object's members. */
  names(): string[] {
    return Object.keys(this.#object());
  }

  has(name: string): boolean {
    return typeof this.#value === 'object' && this.#value !== null && Object.hasOwn(this.#value, name);
  }

  /** Undefined where the member is missing or null. */
  maybe(name: string): Field | undefined {
    const field = this.has(name) ? this.get(name) : undefined;
    return field === undefined || field.#value === null ? undefined : field;
  }

  list(): Field[] {
    if (!Array.isArray(this.#value)) throw this.#bad('a list');
    return this.#value.map((one, index) => this.#child(one, `${this.#place}[${index}]`));
  }

  number(): number {
    if (typeof this.#value !== 'number' || !Number.isSafeInteger(this.#value) || this.#value < 0)
      throw this.#bad('a whole number');
    return this.#value;
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#bad('a string');
    return this.#value;
  }

  boolean(): boolean {
    if (typeof this.#value !== 'boolean') throw this.#bad('true or false');
    return this.#value;
  }

  /** As it came, for printing. */
  raw(): unknown {
    return this.#value;
  }

  /** A string as one of the protocol's identifiers. */
  as<T>(parse: (text: string) => T): T {
    const text = this.text();
    try {
      return parse(text);
    } catch (cause) {
      throw this.#refuse(`${this.#place}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
    }
  }

  #object(): object {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value))
      throw this.#bad('an object');
    return this.#value;
  }

  #child(value: unknown, place: string): Field {
    return new Field(value, place, this.#refuse);
  }

  #bad(expected: string): CommandFailure {
    return this.#refuse(`${this.#place} is ${this.#value === undefined ? 'missing' : `not ${expected}`}`);
  }
}
