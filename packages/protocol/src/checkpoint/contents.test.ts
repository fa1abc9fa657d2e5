import { describe, expect, it } from 'vitest';
import { blake2b256 } from '../crypto/index.ts';
import { ProtocolError } from '../errors.ts';
import type { Digest } from '../identifiers.ts';
import { digestOf, EPOCH, keyId } from '../testing/network.ts';
import { buildCheckpointContents, NETWORK_OUTPUT_SLICE_BYTES } from './contents.ts';
import { decodeDWalletCheckpoint } from './dwallet-message.ts';
import type { CheckpointItem } from './items.ts';
import { decodeSystemCheckpoint } from './system-message.ts';

const output = Uint8Array.from({ length: NETWORK_OUTPUT_SLICE_BYTES * 2 + 1 }, (_, index) => index % 251);
const digest = blake2b256(output);
const held = (wanted: Digest) => (wanted === digest ? output : null);
const item: CheckpointItem = { type: 'network_key_output', keyId: keyId(0), output: 'dkg', digest };

function build(kind: 'dwallet' | 'system', items: CheckpointItem[], bytesOf = held) {
  return buildCheckpointContents({ epoch: EPOCH, kind, sequenceNumber: 4, items }, bytesOf);
}

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof ProtocolError ? { code: error.code, ...error.details } : error;
  }
}

describe('the contents of a checkpoint', () => {
  it('hold a network key output in slices, the last one marked', () => {
    const built = build('dwallet', [item, { type: 'end_of_publish' }]);
    const contents = built.outcome === 'built' ? built.contents : expect.unreachable();
    const { messages, ...head } = decodeDWalletCheckpoint(contents);
    expect(head).toEqual({ epoch: EPOCH, sequenceNumber: 4 });
    const slices = messages.filter((message) => message.kind === 'respond_network_dkg_output');
    expect(slices.map((slice) => slice.isLast)).toEqual([false, false, true]);
    expect(Buffer.concat(slices.map((slice) => slice.publicOutput)).equals(output)).toBe(true);
    expect(messages.at(-1)).toEqual({ kind: 'end_of_publish' });
    expect(built).toMatchObject({ contentsDigest: blake2b256(contents) });
  });

  it('wait for the blobs they take up', () => {
    expect(build('dwallet', [item, item], () => null)).toEqual({ outcome: 'missing', digests: [digest] });
  });

  it('hold user sessions, whose result is empty where they were rejected', () => {
    const session = { type: 'user_session', sessionId: keyId(3), sequenceNumber: 7, digest: digestOf('r') } as const;
    const built = build('dwallet', [
      { ...session, rejected: false },
      { ...session, sequenceNumber: 8, rejected: true },
    ]);
    const { messages } = decodeDWalletCheckpoint(built.outcome === 'built' ? built.contents : expect.unreachable());
    expect(messages).toMatchObject([
      { signId: keyId(3), rejected: false, sessionSequenceNumber: 7 },
      { signature: new Uint8Array(), rejected: true, sessionSequenceNumber: 8 },
    ]);
  });

  it('of the system say the next version, then the end', () => {
    const built = build('system', [{ type: 'set_next_protocol_version', version: 4 }, { type: 'end_of_publish' }]);
    const contents = built.outcome === 'built' ? built.contents : expect.unreachable();
    expect(decodeSystemCheckpoint(contents).messages).toEqual([
      { kind: 'set_next_protocol_version', version: 4 },
      { kind: 'end_of_publish' },
    ]);
  });

  it('have no place for what belongs to the other kind', () => {
    expect(codeOf(() => build('system', [item]))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    const version: CheckpointItem = { type: 'set_next_protocol_version', version: 4 };
    expect(codeOf(() => build('dwallet', [version]))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe("the chain's kinds that are not used here", () => {
  const head = [...new Uint8Array(16), 1];
  it.each([
    [0, 'RespondDWalletDKGFirstRoundOutput'],
    [5, 'RespondDWalletPresign'],
    [10, 'SetMaxActiveSessionsBuffer'],
    [13, 'RespondDWalletDKGOutput'],
  ])('dWallet %i is refused by its name', (tag, kind) => {
    const refused = codeOf(() => decodeDWalletCheckpoint(Uint8Array.from([...head, tag, 0, 0, 0])));
    expect(refused).toEqual({ code: 'UNKNOWN_KIND', tag, kind });
  });

  it('system 11 is refused by its name, and 13 as unknown', () => {
    const refused = (tag: number) => codeOf(() => decodeSystemCheckpoint(Uint8Array.from([...head, tag])));
    expect(refused(11)).toEqual({ code: 'UNKNOWN_KIND', tag: 11, kind: 'SetApprovedUpgrade' });
    expect(refused(13)).toEqual({ code: 'UNKNOWN_KIND', tag: 13 });
  });
});
