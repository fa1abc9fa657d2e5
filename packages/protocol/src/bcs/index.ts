export type { Codec } from './primitives.ts';
export { decodeStrict, encode, MAX_MESSAGE_BYTES } from './strict.ts';
