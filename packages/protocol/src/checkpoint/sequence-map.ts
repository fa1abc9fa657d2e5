import type { SequenceNumber } from '../identifiers.ts';

const CHUNK = 64;

/**
 * A map by sequence number that is never changed in place. Numbers lie in chunks, so that a change copies one chunk and
 * the list of chunks, not all that an epoch has gathered.
 */
export class SequenceMap<Value> {
  readonly #chunks: ReadonlyMap<number, ReadonlyMap<SequenceNumber, Value>>;

  constructor(chunks: ReadonlyMap<number, ReadonlyMap<SequenceNumber, Value>> = new Map()) {
    this.#chunks = chunks;
  }

  get(number: SequenceNumber): Value | undefined {
    return this.#chunks.get(Math.floor(number / CHUNK))?.get(number);
  }

  with(number: SequenceNumber, value: Value): SequenceMap<Value> {
    const index = Math.floor(number / CHUNK);
    const chunk = new Map(this.#chunks.get(index)).set(number, value);
    return new SequenceMap(new Map(this.#chunks).set(index, chunk));
  }
}
