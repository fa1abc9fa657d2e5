import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  blobDigest,
  type Digest,
  decodeSignedAnnouncement,
  deriveMpcData,
  encodeSignedAnnouncement,
  signAnnouncement,
} from '@baton/protocol';
import { blobsQueries, freezeTables, upsert } from '@baton/read-model';
import { type TestNats, type TestPostgres, testServers, until } from '@baton/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysOf, nameOf, openBarrier, showEpoch } from './producer/network.ts';
import { BLOB_BYTES, type ProducerNode, startProducerNode } from './producer/node.ts';
import { type Sequencer, startSequencer } from './producer/sequencer.ts';

const EPOCH = 2;
const NETWORK = 'joiner-test';
const SIZE = 4;
const JOINER = 5;
const STRANGER = 6;
const NEXT = [0, 1, 2, 3, JOINER];
const SIGNED_BYTES = 161;
const KIND = 'relayed_validator_mpc_data_announcement';
const blobOf = (seat: number) => deriveMpcData(keysOf(seat).rootSeed.expose(), BLOB_BYTES);

let postgres: TestPostgres;
let nats: TestNats;
let sequencer: Sequencer;
let cleanup: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([testServers().startPostgres({ fsync: false }), testServers().startNats()]);
});
afterAll(() => Promise.all([postgres.close(), nats.close()]));
beforeEach(async () => {
  sequencer = await startSequencer(nats.url, NETWORK);
  cleanup = [() => sequencer.close()];
});
afterEach(async () => {
  for (const step of cleanup.reverse()) await step();
});

async function startNode(seat: number, configuration: Record<string, unknown> = {}): Promise<ProducerNode> {
  const node = await startProducerNode({ postgres, natsUrl: nats.url, network: NETWORK, seat, configuration });
  cleanup.push(() => node.close());
  return node;
}

/** A member of the epoch that knows who comes next. */
async function startMember(configuration: Record<string, unknown> = {}, nextSeats: number[] | null = NEXT) {
  const node = await startNode(0, configuration);
  await showEpoch(node.database, EPOCH, SIZE, nextSeats ? { nextSeats } : {});
  await openBarrier(node.database, EPOCH);
  await until(async () => (await announcerOf(node)).epoch === EPOCH, { what: 'the producer' });
  return node;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
const announcerOf = async ({ host }: ProducerNode): Promise<any> =>
  (await fetch(`${host.internalUrl}/v1/announcer`)).json();

interface Request {
  seat?: number;
  signer?: number;
  epoch?: number;
  timestampMs?: number;
  blob?: Uint8Array;
  blobHash?: Digest;
}

function requestOf({ seat = JOINER, signer = seat, epoch = EPOCH + 1, timestampMs = 1_000, ...given }: Request) {
  const blob = given.blob ?? blobOf(seat);
  const announcement = { validator: nameOf(seat), epoch, timestampMs, blobHash: given.blobHash ?? blobDigest(blob) };
  const signed = encodeSignedAnnouncement(signAnnouncement(announcement, keysOf(signer).consensus.sign));
  expect(signed).toHaveLength(SIGNED_BYTES);
  return Buffer.concat([signed, blob]);
}

async function post({ host }: ProducerNode, body: Uint8Array) {
  const response = await fetch(`${host.peerUrl}/v1/announcer/relay`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const relay = async (node: ProducerNode, request: Request) => (await post(node, requestOf(request))).body;

describe('a member asked to relay', () => {
  it('stores the blob, relays under its own name, and accepts once that is sequenced; again for the same one', async () => {
    const member = await startMember();
    expect(await relay(member, {})).toEqual({ outcome: 'accepted' });
    expect(await relay(member, {})).toEqual({ outcome: 'accepted' });
    const [sent] = sequencer.ofKind(KIND);
    expect(sequencer.ofKind(KIND)).toHaveLength(1);
    expect(sent).toMatchObject({ author: nameOf(0), epoch: EPOCH });
    expect(await blobsQueries.blob(member.database.db, blobDigest(blobOf(JOINER)))).toMatchObject({ origin: 'joiner' });
    await member.stop();
    await member.start();
    await until(async () => (await announcerOf(member)).epoch === EPOCH, { what: 'the producer' });
    expect(await relay(member, {})).toEqual({ outcome: 'accepted' });
    // A restarted announcer says once more, byte by byte the same, what a restored log might have forgotten.
    expect(new Set(sequencer.ofKind(KIND).map(({ bytes }) => bytes)).size).toBe(1);
    const metrics = await (await fetch(`${member.host.internalUrl}/metrics`)).text();
    expect(metrics).toContain('baton_relay_outcomes_total{outcome="accepted"} 1');
  });

  it.each<[string, Request]>([
    ['wrong_epoch', { epoch: EPOCH }],
    ['wrong_epoch', { epoch: EPOCH + 2 }],
    ['unregistered_joiner', { seat: STRANGER }],
    ['invalid_signature', { signer: STRANGER }],
    ['zero_timestamp', { timestampMs: 0 }],
    ['blob_hash_mismatch', { blobHash: 'ab'.repeat(32) as Digest }],
    ['blob_undecodable', { blob: new TextEncoder().encode('no key bundle') }],
  ])('answers %s', async (reason, request) => {
    const member = await startMember();
    expect(await relay(member, request)).toMatchObject({ outcome: 'rejected', reason });
    const relays = await (await fetch(`${member.host.internalUrl}/v1/announcer/relays`)).json();
    expect(relays).toMatchObject({ items: [{ outcome: 'rejected', reason, times: 1 }], next: null });
    expect(sequencer.ofKind(KIND)).toEqual([]);
    // the first fault decides: the epoch before the signature, the signature before the blob
    const broken = { ...request, blobHash: 'cd'.repeat(32) as Digest };
    if (!reason.startsWith('blob')) expect(await relay(member, broken)).toMatchObject({ reason });
  });

  it('answers not_participating before it produces', async () => {
    const node = await startNode(0);
    expect(await relay(node, {})).toEqual({ outcome: 'rejected', reason: 'not_participating' });
  });

  it('waits a moment for the next committee to be named, then answers next_committee_unknown', async () => {
    const member = await startMember({}, null);
    expect(await relay(member, {})).toEqual({ outcome: 'rejected', reason: 'next_committee_unknown' });
    const asked = relay(member, {});
    await showEpoch(member.database, EPOCH, SIZE, { nextSeats: NEXT });
    expect(await asked).toEqual({ outcome: 'accepted' });
  });

  it('knows what the log has recorded: the same is accepted, an older one stale', async () => {
    const member = await startMember();
    const blobHash = blobDigest(blobOf(JOINER));
    await upsert(member.database.db, freezeTables.announcement, [
      {
        epoch: EPOCH + 1,
        validator: nameOf(JOINER),
        timestampMs: 1_000,
        blobHash,
        relayed: true,
        streamEpoch: EPOCH,
        round: 1,
        sequence: 1,
      },
    ]);
    expect(await relay(member, {})).toEqual({ outcome: 'accepted' });
    expect(await relay(member, { timestampMs: 999 })).toEqual({ outcome: 'rejected', reason: 'stale_timestamp' });
    expect(sequencer.ofKind(KIND)).toEqual([]);
  });

  it('relays a bounded number of announcements of one joiner', async () => {
    const member = await startMember();
    for (const timestampMs of [1, 2, 3, 4]) {
      expect(await relay(member, { timestampMs })).toEqual({ outcome: 'accepted' });
    }
    expect(await relay(member, { timestampMs: 5 })).toMatchObject({ reason: 'too_many_announcements' });
    expect(await relay(member, { timestampMs: 4 })).toEqual({ outcome: 'accepted' });
  });

  it('does not accept what the log refuses or does not sequence in time', async () => {
    sequencer.refuse(KIND, 'JOINER_UNREGISTERED', ...Array.from({ length: 50 }, () => 'LOG_UNAVAILABLE' as const));
    const member = await startMember({ relaySequencedWaitMs: 300 });
    expect(await relay(member, {})).toEqual({
      outcome: 'rejected',
      reason: 'not_submitted',
      detail: 'JOINER_UNREGISTERED',
    });
    expect(await relay(member, { timestampMs: 2_000 })).toMatchObject({ reason: 'not_sequenced' });
    sequencer.refuse(KIND);
    await until(async () => (await relay(member, { timestampMs: 2_000 })).outcome === 'accepted', { what: 'the log' });
  });

  it('does not accept what its blob-service does not store', async () => {
    const member = await startMember({ blobServiceUrl: 'http://127.0.0.1:1' });
    expect(await relay(member, {})).toMatchObject({ outcome: 'rejected', reason: 'blob_not_stored' });
    expect(sequencer.ofKind(KIND)).toEqual([]);
  });

  it('bounds bodies and requests', async () => {
    const member = await startMember({ blobBytesMax: 8 * 1024, relayRequestsPerMinute: 5 });
    expect(await post(member, requestOf({}).subarray(0, SIGNED_BYTES - 1))).toMatchObject({
      status: 400,
      body: { code: 'TRUNCATED' },
    });
    expect(await post(member, new Uint8Array(0))).toMatchObject({ status: 400 });
    const large = new Uint8Array(64 * 1024);
    expect(await post(member, requestOf({ blob: large }))).toMatchObject({
      status: 413,
      body: { code: 'RELAY_BLOB_TOO_LARGE' },
    });
    expect(await post(member, requestOf({ seat: STRANGER, blob: large }))).toMatchObject({
      body: { reason: 'unregistered_joiner' },
    });
    expect(await relay(member, {})).toEqual({ outcome: 'accepted' });
    expect(await post(member, requestOf({}))).toMatchObject({ status: 429, body: { code: 'RELAY_RATE_LIMITED' } });
  });

  it('works on a bounded number at once', async () => {
    sequencer.refuse(KIND, ...Array.from({ length: 50 }, () => 'LOG_UNAVAILABLE' as const));
    const member = await startMember({ relaysInFlightMax: 1, relaySequencedWaitMs: 2_000 });
    const first = relay(member, {});
    await until(() => sequencer.ofKind(KIND).length > 0, { what: 'the first under way' });
    expect(await post(member, requestOf({}))).toMatchObject({ status: 503, body: { code: 'RELAY_BUSY' } });
    expect(await first).toMatchObject({ reason: 'not_sequenced' });
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a joiner', () => {
  it('lands though one member is dead, one lies and one is slow', async () => {
    const member = await startMember();
    let slowAsked = 0;
    const slow = await serve(async (request, response) => {
      slowAsked += 1;
      await bodyOf(request);
      setTimeout(() => response.end('{"outcome":"accepted"}'), 2_500);
    });
    const liar = await serve(
      (_request, response) => void response.end('{"outcome":"rejected","reason":"wrong_epoch"}'),
    );
    const joiner = await startNode(JOINER);
    const peerUrls = { 0: member.host.peerUrl ?? '', 1: 'http://127.0.0.1:1', 2: liar, 3: slow };
    await showEpoch(joiner.database, EPOCH, SIZE, { nextSeats: NEXT, peerUrls });
    const done = await until(
      async () => {
        const { joining } = await announcerOf(joiner);
        return joining?.state === 'done' && joining;
      },
      { what: 'joining' },
    );
    expect(done).toMatchObject({ epoch: EPOCH + 1, required: 2, accepted: [nameOf(0), nameOf(3)] });
    expect(done.answers).toContainEqual(expect.objectContaining({ name: nameOf(2), url: liar, answer: 'wrong_epoch' }));
    expect(slowAsked).toBe(1);
    const [sent] = sequencer.ofKind(KIND);
    if (sent?.body.kind !== KIND) throw new Error('nothing relayed');
    expect(sent.body.signed.announcement).toMatchObject({ validator: nameOf(JOINER), epoch: EPOCH + 1 });
    const held = await blobsQueries.blob(member.database.db, sent.body.signed.announcement.blobHash);
    expect(held).toMatchObject({ origin: 'joiner', structurallyValid: true });
    expect(await announcerOf(joiner)).toMatchObject({ epoch: null, idle: 'not_in_committee' });
    expect((await fetch(`${joiner.host.internalUrl}/readyz`)).status).toBe(200);
  });

  it('sends the very same announcement after a restart, and goes on until enough accepted', async () => {
    const bodies: Buffer[] = [];
    let answer = '{"outcome":"rejected","reason":"next_committee_unknown"}';
    const url = await serve(async (request, response) => {
      bodies.push(await bodyOf(request));
      response.end(answer);
    });
    const joiner = await startNode(JOINER);
    const peerUrls = { 0: url, 1: url, 2: url, 3: url };
    await showEpoch(joiner.database, EPOCH, SIZE, { nextSeats: NEXT, peerUrls });
    await until(() => bodies.length >= 4, { what: 'an attempt' });
    await joiner.stop();
    await joiner.start();
    await until(() => bodies.length >= 8, { what: 'another attempt' });
    answer = '{"outcome":"accepted"}';
    await until(async () => (await announcerOf(joiner)).joining?.state === 'done', { what: 'joining' });
    expect(new Set(bodies.map((body) => body.toString('hex'))).size).toBe(1);
    const signed = decodeSignedAnnouncement(new Uint8Array(bodies[0]?.subarray(0, SIGNED_BYTES) ?? []));
    expect(signed.announcement.blobHash).toBe(blobDigest(bodies[0]?.subarray(SIGNED_BYTES) ?? new Uint8Array()));
  });

  it.each([
    ['a member that goes on', 0, { nextSeats: NEXT }],
    ['a validator that the next committee does not name', STRANGER, { nextSeats: NEXT }],
    ['a joiner under a chain-driven version', JOINER, { nextSeats: NEXT, protocolVersion: 3 }],
    ['a joiner before the next committee is named', JOINER, {}],
  ])('is not %s', async (_, seat, view) => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.end('{"outcome":"accepted"}');
    });
    const node = await startNode(seat);
    await showEpoch(node.database, EPOCH, SIZE, { ...view, peerUrls: { 1: url, 2: url } });
    await until(async () => (await announcerOf(node)).idle !== 'chain_view', { what: 'a look at the chain' });
    expect((await announcerOf(node)).joining).toBeNull();
    expect(asked).toBe(0);
  });
});
