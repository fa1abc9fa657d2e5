import { type BcsReader, BcsType, type BcsWriter } from '@mysten/bcs';
import { ProtocolError } from '../errors.ts';
import { fromHex, toHex } from '../identifiers.ts';

/** A canonical BCS codec of plain values. */
export type Codec<T> = BcsType<T>;

/** Lengths and tags are u32 in BCS: at most five ULEB bytes. */
const ULEB_MAX_BYTES = 5;
const U32_MAX = 0xffff_ffff;
const U32_RANGE = 0x1_0000_0000;

/** Reads a ULEB128 u32; a longer form than needed is `NON_CANONICAL`. */
export function readUleb(reader: BcsReader): number {
  let value = 0;
  for (let index = 0; index < ULEB_MAX_BYTES; index++) {
    const byte = reader.read8();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) {
      if (byte === 0 && index > 0)
        throw new ProtocolError('NON_CANONICAL', 'a length or tag is not in its shortest form');
      if (value > U32_MAX) throw new ProtocolError('INTEGER_OUT_OF_RANGE', 'a length or tag is above 2^32-1');
      return value;
    }
  }
  throw new ProtocolError('NON_CANONICAL', 'a length or tag is longer than five bytes');
}

/** u64 as a safe integer; above 2^53-1 it is `INTEGER_OUT_OF_RANGE`. */
export const u64: Codec<number> = new BcsType<number>({
  name: 'u64',
  read: (reader) => {
    const low = reader.read32();
    const value = reader.read32() * U32_RANGE + low;
    if (!Number.isSafeInteger(value)) throw new ProtocolError('INTEGER_OUT_OF_RANGE', 'an integer is above 2^53-1');
    return value;
  },
  write: (value, writer) => {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ProtocolError('INTEGER_OUT_OF_RANGE', 'not an unsigned safe integer', { value });
    }
    writer.write32(value % U32_RANGE);
    writer.write32(Math.floor(value / U32_RANGE));
  },
});

export const u32: Codec<number> = new BcsType<number>({
  name: 'u32',
  read: (reader) => reader.read32(),
  write: (value, writer) => {
    if (!Number.isInteger(value) || value < 0 || value > U32_MAX) {
      throw new ProtocolError('INTEGER_OUT_OF_RANGE', 'not an unsigned 32-bit integer', { value });
    }
    writer.write32(value);
  },
});

export const bool: Codec<boolean> = new BcsType<boolean>({
  name: 'bool',
  read: (reader) => {
    const byte = reader.read8();
    if (byte > 1) throw new ProtocolError('NON_CANONICAL', 'a boolean is neither 0 nor 1', { byte });
    return byte === 1;
  },
  write: (value, writer) => {
    writer.write8(value ? 1 : 0);
  },
});

function readHex(reader: BcsReader, byteLength: number): string {
  return toHex(reader.readBytes(byteLength));
}

function writeHex(writer: BcsWriter, hex: string, byteLength: number): void {
  const bytes = fromHex(hex);
  if (bytes.length !== byteLength) {
    throw new ProtocolError('INVALID_IDENTIFIER', `expected ${byteLength} bytes`, { bytes: bytes.length });
  }
  writer.writeBytes(bytes);
}

/** A fixed number of raw bytes, shown as lower-case hex after `prefix`. */
export function fixedHex<T extends string>(name: string, byteLength: number, prefix = ''): Codec<T> {
  return new BcsType<T>({
    name,
    read: (reader) => (prefix + readHex(reader, byteLength)) as T,
    write: (value, writer) => writeHex(writer, value, byteLength),
  });
}

/** A byte string whose length stands before it although it is always the same. */
export function prefixedHex<T extends string>(name: string, byteLength: number, prefix = ''): Codec<T> {
  return new BcsType<T>({
    name,
    read: (reader) => {
      const length = readUleb(reader);
      if (length !== byteLength) {
        throw new ProtocolError('MALFORMED', `${name} must be ${byteLength} bytes`, { length });
      }
      return (prefix + readHex(reader, byteLength)) as T;
    },
    write: (value, writer) => {
      writer.writeULEB(byteLength);
      writeHex(writer, value, byteLength);
    },
  });
}

export const byteVector: Codec<Uint8Array> = new BcsType<Uint8Array>({
  name: 'bytes',
  read: (reader) => reader.readBytes(readUleb(reader)).slice(),
  write: (value, writer) => {
    writer.writeULEB(value.length);
    writer.writeBytes(value);
  },
});

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8String: Codec<string> = new BcsType<string>({
  name: 'string',
  read: (reader) => {
    const bytes = reader.readBytes(readUleb(reader));
    try {
      return utf8Decoder.decode(bytes);
    } catch (cause) {
      throw new ProtocolError('MALFORMED', 'a string is not UTF-8', {}, cause);
    }
  },
  write: (value, writer) => {
    const bytes = utf8Encoder.encode(value);
    writer.writeULEB(bytes.length);
    writer.writeBytes(bytes);
  },
});
