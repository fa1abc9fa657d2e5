import { Readable } from 'node:stream';
import {
  decodeSignedAnnouncement,
  encodeSignedAnnouncement,
  type SignedValidatorMpcDataAnnouncement,
} from '@baton/protocol';

/** BCS of a signed announcement: name 49, epoch 8, timestamp 8, blob hash 32, signature 64. */
export const SIGNED_ANNOUNCEMENT_BYTES = 161;

/** What a joiner posts: the signed announcement, then its blob, nothing between. docs/spec/producer.md#relay */
export function encodeRelayBody(signed: SignedValidatorMpcDataAnnouncement, blob: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(SIGNED_ANNOUNCEMENT_BYTES + blob.length);
  body.set(encodeSignedAnnouncement(signed));
  body.set(blob, SIGNED_ANNOUNCEMENT_BYTES);
  return body;
}

/** A body that is read in two steps, so that nothing large is held for somebody whose announcement is no good. */
export class RelayBody {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(body: unknown) {
    this.#stream = body instanceof Readable ? body : Readable.from([]);
    this.#chunks = this.#stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  }

  /** Throws the codes of strict decoding; TRUNCATED for a body that ends too early. */
  async announcement(): Promise<SignedValidatorMpcDataAnnouncement> {
    const parts: Buffer[] = [];
    let size = 0;
    while (size < SIGNED_ANNOUNCEMENT_BYTES) {
      const next = await this.#chunks.next();
      if (next.done) break;
      parts.push(next.value);
      size += next.value.length;
    }
    const read = Buffer.concat(parts, size);
    this.#rest = read.subarray(SIGNED_ANNOUNCEMENT_BYTES);
    return decodeSignedAnnouncement(new Uint8Array(read.subarray(0, SIGNED_ANNOUNCEMENT_BYTES)));
  }

  /** The blob, or what `tooLarge` makes of its size. */
  async blob(bytesMax: number, tooLarge: (size: number) => Error): Promise<Uint8Array<ArrayBuffer>> {
    const parts = [this.#rest];
    let size = this.#rest.length;
    for (;;) {
      const next = size > bytesMax ? undefined : await this.#chunks.next();
      if (next === undefined) throw tooLarge(size);
      if (next.done) return new Uint8Array(Buffer.concat(parts, size));
      parts.push(next.value);
      size += next.value.length;
    }
  }

  /** Reads what is left and throws it away, so that the client hears the answer; its time is the listener's limit. */
  discard(): void {
    this.#stream.resume();
  }
}
