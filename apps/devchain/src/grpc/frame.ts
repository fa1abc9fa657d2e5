import { GrpcCode, GrpcError } from './status.ts';

const HEADER_BYTES = 5;
const DATA = 0x00;
const TRAILER = 0x80;

function frame(flag: number, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  bytes[0] = flag;
  bytes.writeUInt32BE(body.length, 1);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

export const dataFrame = (message: Uint8Array): Buffer => frame(DATA, message);

/** gRPC-Web sends the status as a last frame; the message is percent-encoded outside printable ASCII. */
export function trailerFrame(code: number, message = ''): Buffer {
  const text = message ? `grpc-message:${percentEncode(message)}\r\n` : '';
  return frame(TRAILER, Buffer.from(`grpc-status:${code}\r\n${text}`));
}

/** The message of a request body that must hold exactly one data frame. */
export function requestMessage(body: Buffer): Uint8Array {
  if (body.length < HEADER_BYTES || body[0] !== DATA || body.readUInt32BE(1) !== body.length - HEADER_BYTES) {
    throw new GrpcError(GrpcCode.INTERNAL, 'malformed request frame');
  }
  return body.subarray(HEADER_BYTES);
}

function percentEncode(text: string): string {
  const encoded = [...Buffer.from(text, 'utf8')].map((byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return encoded.join('');
}
