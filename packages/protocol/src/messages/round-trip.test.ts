import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyBundle,
  anyCertificate,
  anyCommitteeSnapshot,
  anyConfiguration,
  anyEnvelope,
  anyMarker,
  anyTransaction,
} from '../../test/arbitraries.ts';
import {
  type Codec,
  certifiedHandoffAttestationCodec,
  commitMarkerCodec,
  committeeSnapshotCodec,
  decodeStrict,
  encode,
  envelopeCodec,
  mpcKeyBundleCodec,
  ProtocolError,
  protocolConfigurationCodec,
  transactionCodec,
} from '../index.ts';

interface Case {
  name: string;
  codec: Codec<unknown>;
  values: fc.Arbitrary<unknown>;
}

function of<T>(codec: Codec<T>, values: fc.Arbitrary<T>): Case {
  return { name: codec.name, codec: codec as Codec<unknown>, values };
}

const CASES = [
  of(envelopeCodec, anyEnvelope),
  of(transactionCodec, anyTransaction),
  of(certifiedHandoffAttestationCodec, anyCertificate),
  of(commitMarkerCodec, anyMarker),
  of(committeeSnapshotCodec, anyCommitteeSnapshot),
  of(protocolConfigurationCodec, anyConfiguration),
  of(mpcKeyBundleCodec, anyBundle),
];

function codeOf(decode: () => unknown): string | null {
  try {
    decode();
    return null;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe.each(CASES)('$name', ({ codec, values }) => {
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeStrict(codec, encode(codec, value))).toEqual(value);
      }),
    );
  });

  it('has one encoding per value: any changed byte is refused or means something else', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, position, change) => {
        const bytes = encode(codec, value);
        const index = position % bytes.length;
        bytes[index] = (bytes[index] as number) ^ change;
        codeOf(() => expect(decodeStrict(codec, bytes)).not.toEqual(value));
      }),
    );
  });

  it('calls every proper prefix truncated', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const bytes = encode(codec, value);
        expect(codeOf(() => decodeStrict(codec, bytes.subarray(0, cut % bytes.length)))).toBe('TRUNCATED');
      }),
    );
  });

  it('calls every extension trailing bytes', () => {
    fc.assert(
      fc.property(values, fc.uint8Array({ minLength: 1, maxLength: 9 }), (value, more) => {
        const bytes = Buffer.concat([encode(codec, value), more]);
        expect(codeOf(() => decodeStrict(codec, bytes))).toBe('TRAILING_BYTES');
      }),
    );
  });

  it('never throws anything but a typed error on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        codeOf(() => decodeStrict(codec, noise));
      }),
    );
  });
});
