/** Ids in ascending order, as a fullnode lists dynamic fields. */
export class SortedIds {
  readonly #ids: string[] = [];

  get ids(): readonly string[] {
    return this.#ids;
  }

  add(id: string): void {
    const at = this.indexFrom(id);
    if (this.#ids[at] !== id) this.#ids.splice(at, 0, id);
  }

  delete(id: string): void {
    const at = this.indexFrom(id);
    if (this.#ids[at] === id) this.#ids.splice(at, 1);
  }

  /** Index of the first id that is `from` or greater. */
  indexFrom(from: string): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
