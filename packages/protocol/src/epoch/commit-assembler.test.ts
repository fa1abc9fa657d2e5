import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  announcementOf,
  EPOCH,
  envelopeOf,
  NETWORK,
  opened,
  openingBytes,
  SEQUENCER_KEY,
  StreamWriter,
  signerOf,
} from '../../test/epoch.ts';
import {
  CommitAssembler,
  type ConsensusTransactionKind,
  encodeEnvelope,
  genesisDigest,
  MAX_COMMIT_TRANSACTIONS,
  type StreamMessage,
} from '../index.ts';

const assembler = () => new CommitAssembler({ network: NETWORK, epoch: EPOCH, sequencerKey: SEQUENCER_KEY });
const announcement = (index: number) => encodeEnvelope(envelopeOf(index, announcementOf(index)));
const record = (body: ConsensusTransactionKind) => encodeEnvelope(envelopeOf(0, body));
const noise = (byte: number) => new Uint8Array([byte, 1, 2]);

function feed(messages: readonly StreamMessage[], into = assembler()) {
  return messages.map((message) => into.push(message));
}

function commitsOf(messages: readonly StreamMessage[]) {
  return feed(messages).flatMap((step) => (step.type === 'commit' ? [step] : []));
}

/** An opened stream and its writer. */
function openedStream() {
  const writer = new StreamWriter();
  return { writer, stream: writer.commit([openingBytes]) };
}

describe('assembling commits', () => {
  it('yields each commit at its marker, with its messages decoded', () => {
    const { writer, stream } = openedStream();
    const more = writer.commit([announcement(1), announcement(2)]);
    const [first, second] = commitsOf([...stream, ...more]);
    expect(first?.commit).toMatchObject({
      epoch: EPOCH,
      round: 2,
      sequence: 2,
      prevDigest: genesisDigest(NETWORK, EPOCH),
    });
    expect(second?.commit).toMatchObject({ round: 4, sequence: 5, prevDigest: first?.commit.digest });
    expect(second?.commit.messages.map(({ envelope }) => envelope?.transaction.body)).toEqual([
      announcementOf(1),
      announcementOf(2),
    ]);
  });

  it('yields empty commits', () => {
    const { writer, stream } = openedStream();
    const [, tick] = commitsOf([...stream, ...writer.commit([])]);
    expect(tick?.commit.messages).toEqual([]);
  });

  it('says what opened the epoch', () => {
    const reader = assembler();
    expect(reader.opened).toBeNull();
    feed(openedStream().stream, reader);
    expect(reader.opened).toEqual(opened);
  });

  it('skips strays before a commit, however many, and finds the same commits without them', () => {
    const strays = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(strays, { minLength: 3, maxLength: 3 }), (groups) => {
        const batches = [[openingBytes], [announcement(1)], [announcement(2), announcement(3)]];
        const [clean, strewn] = [new StreamWriter(), new StreamWriter()];
        const without = batches.flatMap((batch) => clean.commit(batch));
        const within = batches.flatMap((batch, index) => [
          ...(groups[index] as Uint8Array[]).map((bytes) => strewn.tx(bytes)),
          ...strewn.commit(batch),
        ]);
        const plain = commitsOf(within);
        expect(plain.map(({ strays: count }) => count)).toEqual(groups.map((group) => group.length));
        expect(plain.map(({ commit }) => commit.digest)).toEqual(commitsOf(without).map(({ commit }) => commit.digest));
      }),
      { numRuns: 20 },
    );
  });

  it('skips the unacknowledged prefix of a batch that was appended again', () => {
    const { writer, stream } = openedStream();
    const prefix = [writer.tx(announcement(1)), writer.tx(announcement(2))];
    const whole = writer.commit([announcement(1), announcement(2), announcement(3)]);
    const [, commit] = commitsOf([...stream, ...prefix, ...whole]);
    expect([commit?.strays, commit?.commit.messages.length]).toEqual([2, 3]);
  });

  it('holds no more than a commit may have', () => {
    const { writer, stream } = openedStream();
    const flood = Array.from({ length: MAX_COMMIT_TRANSACTIONS + 5 }, (_, index) => writer.tx(noise(index % 256)));
    const [, commit] = commitsOf([...stream, ...flood, ...writer.commit([announcement(1)])]);
    expect([commit?.strays, commit?.commit.messages.length]).toEqual([MAX_COMMIT_TRANSACTIONS + 5, 1]);
  });
});

describe('a message that does not stand', () => {
  it('is delivered as dropped, with its code', () => {
    const { writer, stream } = openedStream();
    const forged = encodeEnvelope({
      ...envelopeOf(1, announcementOf(1)),
      signature: envelopeOf(2, announcementOf(1)).signature,
    });
    const reopening = record({ kind: 'epoch_opened', record: opened });
    const batch = [noise(1), forged, encodeEnvelope(envelopeOf(1, announcementOf(2))), reopening, announcement(3)];
    const [, commit] = commitsOf([...stream, ...writer.commit(batch)]);
    expect(commit?.commit.messages.map(({ dropped }) => dropped)).toEqual([
      'MALFORMED',
      'INVALID_SIGNATURE',
      'AUTHOR_MISMATCH',
      'DUPLICATE',
      undefined,
    ]);
    expect(commit?.commit.messages.map(({ envelope }) => envelope !== null)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('a marker the sequencer did not sign', () => {
  it.each([
    ['noise', (_writer: StreamWriter) => noise(1)],
    ['one by a member', (writer: StreamWriter) => writer.end(writer.marker([], {}, signerOf(1))).bytes],
  ])('is skipped: %s', (_what, make) => {
    const { writer, stream } = openedStream();
    const before = { sequence: writer.sequence, prevDigest: writer.prevDigest };
    const foreign = { sequence: 4, subject: 'commit' as const, bytes: make(writer) };
    Object.assign(writer, before, { sequence: 4 });
    const steps = feed([
      ...stream,
      { sequence: 3, subject: 'tx', bytes: noise(2) },
      foreign,
      ...writer.commit([announcement(1)]),
    ]);
    expect(steps.map(({ type }) => type)).toEqual([
      'pending',
      'commit',
      'pending',
      'foreign_marker',
      'pending',
      'commit',
    ]);
  });
});

describe('what stops a reader', () => {
  const error = (code: string) => expect.objectContaining({ code, fault: 'sequencer' });

  it.each([
    ['a message changed', (s: StreamMessage[]) => s.map((m, i) => (i === 2 ? { ...m, bytes: noise(1) } : m))],
    ['a message missing', (s: StreamMessage[]) => s.filter((_, i) => i !== 2)],
    ['messages swapped', (s: StreamMessage[]) => [...s.slice(0, 2), ...s.slice(2, 4).toReversed(), ...s.slice(4)]],
    ['a commit missing', (s: StreamMessage[]) => [...s.slice(0, 2), ...s.slice(5)]],
    ['a commit twice', (s: StreamMessage[]) => [...s.slice(0, 5), ...s.slice(2)]],
  ])('DIGEST_MISMATCH: %s', (_what, damage) => {
    const { writer, stream } = openedStream();
    const whole = [
      ...stream,
      ...writer.commit([announcement(1), announcement(2)]),
      ...writer.commit([announcement(3)]),
    ];
    expect(() => feed(damage(whole))).toThrow(error('DIGEST_MISMATCH'));
  });

  it.each([
    ['another network', { network: 'other', epoch: EPOCH }],
    ['another epoch', { network: NETWORK, epoch: EPOCH + 1 }],
  ])('DIGEST_MISMATCH: the stream of %s', (_what, place) => {
    const reader = new CommitAssembler({ ...place, sequencerKey: SEQUENCER_KEY });
    expect(() => feed(openedStream().stream, reader)).toThrow(error('DIGEST_MISMATCH'));
  });

  it.each([
    ['the round stands still', { round: 2 }],
    ['time goes back', { timestampMs: 1 }],
    ['another epoch', { epoch: EPOCH + 1 }],
  ])('COMMIT_OUT_OF_ORDER: %s', (_what, change) => {
    const { writer, stream } = openedStream();
    const bad = writer.end(writer.marker([], change));
    expect(() => feed([...stream, bad])).toThrow(error('COMMIT_OUT_OF_ORDER'));
  });

  it.each([
    ['nothing in it', []],
    ['another kind first', [announcement(1), openingBytes]],
    ['noise first', [noise(1)]],
    ['the record of another network', [record({ kind: 'epoch_opened', record: { ...opened, network: 'other' } })]],
    ['a record signed by a member', [encodeEnvelope(envelopeOf(1, { kind: 'epoch_opened', record: opened }))]],
  ])('EPOCH_NOT_OPENED: a first commit with %s', (_what, batch) => {
    expect(() => feed(new StreamWriter().commit(batch))).toThrow(error('EPOCH_NOT_OPENED'));
  });
});

describe('the end of the epoch', () => {
  it('is the commit with epoch_ended; nothing after it counts', () => {
    const { writer, stream } = openedStream();
    const reader = assembler();
    feed([...stream, ...writer.commit([record({ kind: 'epoch_ended', record: { epoch: EPOCH } })])], reader);
    expect(reader.ended).toBe(true);
    expect(feed(writer.commit([announcement(1)]), reader).map(({ type }) => type)).toEqual(['after_end', 'after_end']);
  });

  it('can only be called by the sequencer', () => {
    const { writer, stream } = openedStream();
    const reader = assembler();
    const forged = encodeEnvelope(envelopeOf(1, { kind: 'epoch_ended', record: { epoch: EPOCH } }));
    feed([...stream, ...writer.commit([forged])], reader);
    expect(reader.ended).toBe(false);
  });
});
