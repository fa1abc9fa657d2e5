const KEPT_LINES = 200;
const KEPT_LINE_CHARS = 2_000;

/** The last lines of a stream of text, bounded in number and length. */
export class LogTail {
  #lines: string[] = [];
  #open = '';

  push(chunk: Buffer | string): void {
    const parts = (this.#open + chunk.toString()).split('\n');
    this.#open = (parts.pop() ?? '').slice(0, KEPT_LINE_CHARS);
    for (const part of parts) this.#lines.push(part.slice(0, KEPT_LINE_CHARS));
    if (this.#lines.length > KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
  }

  lines(count: number): string[] {
    const all = this.#open === '' ? this.#lines : [...this.#lines, this.#open];
    return all.slice(-count);
  }
}
