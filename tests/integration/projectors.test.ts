import { isDeepStrictEqual } from 'node:util';
import { service as aggregator } from '@baton/aggregator';
import { service as freezeProjector } from '@baton/freeze-projector';
import { isStopError, jetStreamStores, type LogStore, openEpochLog, readEpochOpened } from '@baton/log';
import {
  buildEpochContext,
  compareWithReplay,
  freezeProjection,
  handoffProjection,
  rebuildProjection,
} from '@baton/projection';
import {
  attestationDigest,
  type CertifiedHandoffAttestation,
  type CommitteeSnapshot,
  decodeCertificate,
  type Epoch,
  encodeCertificate,
  toHex,
} from '@baton/protocol';
import {
  barrierQueries,
  barrierWriters,
  chainQueries,
  chainWriters,
  type Database,
  freezeQueries,
  handoffQueries,
  migrateSchema,
  openDatabase,
} from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import {
  createLogger,
  createTelemetry,
  METRICS,
  SPANS,
  type SpanProcessors,
  startTelemetryExport,
} from '@baton/telemetry';
import { createDatabase, type TestDatabase, type TestNats, testServers, until } from '@baton/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { committeeOf, MEMBERS, SEQUENCER_SEAT } from './projectors/committee.ts';
import { EpochWriter, GRACE, TRACEPARENT } from './projectors/epoch-writer.ts';
import {
  attestationOf,
  blobOf,
  forgedVote,
  freezeIn,
  KEY_ID,
  readyForDkg,
  relayed,
  sessionResults,
  signsCheckpoint,
  supports,
  vote,
} from './projectors/messages.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const linked = new Map<string, string[]>();
const capture: SpanProcessors[number] = {
  onStart: () => undefined,
  onEnd: (span) => {
    const traces = span.links.map(({ context }) => context.traceId);
    linked.set(span.name, [...(linked.get(span.name) ?? []), ...traces]);
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

let nats: TestNats;
let connection: NatsConnection;
let exporting: { shutdown(): Promise<void> };

beforeAll(async () => {
  exporting = await startTelemetryExport({ serviceName: 'test', spanProcessors: [capture] });
  nats = await testServers().startNats();
  connection = await connect({ servers: nats.url });
});

afterAll(async () => {
  await connection?.close();
  await nats?.close();
  await exporting?.shutdown();
});

interface Statuses {
  services: Record<string, { status: { epoch: number; round: number } }>;
}

class Node implements AsyncDisposable {
  readonly network: string;
  readonly server: TestDatabase;
  readonly database: Database;
  readonly host: RunningHost;

  private constructor(network: string, server: TestDatabase, database: Database, host: RunningHost) {
    this.network = network;
    this.server = server;
    this.database = database;
    this.host = host;
  }

  static async start(network: string, held?: { server: TestDatabase; database: Database }): Promise<Node> {
    const server = held?.server ?? (await createDatabase());
    const database = held?.database ?? openDatabase(server.url);
    for (const schema of ['barrier', 'chain'] as const) await migrateSchema(database.sql, schema);
    const configuration = {
      network,
      natsUrl: nats.url,
      databaseUrl: server.url,
      sequencerKey: SEQUENCER_SEAT.consensusKey,
      ...GRACE,
    };
    const host = await hostServices([freezeProjector, aggregator], configuration, { logger });
    return new Node(network, server, database, host);
  }

  /** What sui-syncer would write. */
  async sees(epoch: Epoch, nextCommittee: CommitteeSnapshot | null = null): Promise<void> {
    await chainWriters.writeEpochView(this.database.db, {
      epoch,
      committee: committeeOf(epoch),
      addresses: {},
      protocolVersion: 4,
      epochStartMs: 0,
      epochDurationMs: 10_000,
      nextCommittee,
      observedAt: 1,
    });
  }

  /** What sui-syncer and the barrier would write before an epoch is entered. */
  async admit(epoch: Epoch, prior: CertifiedHandoffAttestation | null): Promise<void> {
    await this.sees(epoch);
    await barrierWriters.writeAnchor(this.database.db, {
      epoch,
      state: 'ready',
      priorAttestationDigest: prior && attestationDigest(prior.attestation),
      certificate: prior && toHex(encodeCertificate(prior)),
      requiresCertificate: prior !== null,
      missing: [],
      since: 1,
      retries: 0,
    });
  }

  /** The barrier holds an epoch that was open: until it lets go, nothing of it is folded again. */
  async closeBarrier(epoch: number): Promise<void> {
    const anchor = await barrierQueries.anchor(this.database.db, epoch);
    await barrierWriters.writeAnchor(this.database.db, { ...anchor!, state: 'waiting' });
  }

  async get(path: string, headers: Record<string, string> = {}, base = this.host.internalUrl) {
    return fetch(`${base}${path}`, { headers });
  }

  async json<T = Record<string, unknown>>(path: string): Promise<T> {
    return (await this.get(path)).json() as Promise<T>;
  }

  async processed(epoch: number, round: number): Promise<void> {
    for (const service of ['freeze-projector', 'aggregator']) {
      await until(
        async () => {
          const { services } = await this.json<Statuses>('/status');
          const status = services[service]?.status;
          return status !== undefined && (status.epoch > epoch || (status.epoch === epoch && status.round >= round));
        },
        { what: `${service} to process round ${round} of epoch ${epoch}`, fails: this.failed() },
      );
    }
  }

  async failed(): Promise<never> {
    throw await this.host.failed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
    await this.database.close();
    await this.server.close();
  }
}

/** Not of the log: how long things take, and what only a run that goes on knows. */
const OF_THE_RUN =
  /replay|lag|ready|^baton_checkpoint_pending_items|^baton_user_sessions_open|^ika_epoch_processed_consensus_messages/;
const GAUGES = Object.values(METRICS).filter(({ type, name }) => type === 'gauge' && !OF_THE_RUN.test(name));

/** Every gauge of the log with its labels, as scraped at this moment; in an order of their own. */
async function gaugesOf(node: Node): Promise<string[]> {
  const lines = (await (await node.get('/metrics')).text()).split('\n');
  return lines
    .filter((line) => GAUGES.some(({ name }) => line.startsWith(`${name} `) || line.startsWith(`${name}{`)))
    .sort();
}

/**
 * The same node in a new process's place; its very first scrape shows what the last one before did. What an epoch began
 * with, before it brought any row, is not kept: that shows as soon as its first commits are folded again.
 */
async function restarted(node: Node, { began = false } = {}): Promise<Node> {
  const before = await gaugesOf(node);
  expect(before.length).toBeGreaterThan(20);
  expect(before.some((line) => /freeze_epoch\S* [1-9]/.test(line))).toBe(true);
  await node.host.close();
  const after = await Node.start(node.network, node);
  if (began) await until(async () => isDeepStrictEqual(await gaugesOf(after), before), { what: 'the same gauges' });
  else expect(await gaugesOf(after)).toEqual(before);
  return after;
}

describe('freeze-projector and aggregator over a real log', () => {
  let node: Node;
  let stores: (epoch: number) => LogStore;
  let first: EpochWriter;
  let certificate: CertifiedHandoffAttestation;

  beforeAll(async () => {
    node = await Node.start('flow');
    stores = await jetStreamStores(connection, 'flow');
  });
  afterAll(async () => node?.[Symbol.asyncDispose]());

  it('wait for the barrier, visibly', async () => {
    const waiting = async () => JSON.stringify(await node.json('/readyz')).includes('barrier of the first epoch');
    await until(waiting, { what: 'both services to say what they wait for' });
    expect((await node.get('/readyz')).status).toBe(503);
    expect((await node.get('/v1/freeze/epochs/1')).status).toBe(404);
    expect((await node.get('/v1/freeze/epochs/one')).status).toBe(400);
  });

  it('show the freeze to a client that waited for it, and say why', async () => {
    await node.admit(1, null);
    first = new EpochWriter(stores(1));
    await first.open(null);
    await node.processed(1, 1);
    const waiting = node.json('/v1/freeze/epochs/1?wait=frozen');
    await freezeIn(first, 1);
    const view = await waiting;
    expect(view).toMatchObject({
      epoch: 1,
      isFrozen: true,
      status: { readySigners: 4, readyStake: 4, quorumRound: 3, freezeRound: 3, announcements: 4, graceRounds: 3 },
      excluded: [],
    });
    expect((view.frozen as { digest: string; source: string }[]).map(({ digest, source }) => [digest, source])).toEqual(
      MEMBERS.map((_, seat) => [blobOf(seat), 'quorum']),
    );
    expect((view.names as unknown[])[0]).toEqual({
      name: MEMBERS[0]?.name,
      seated: true,
      state: 'frozen',
      outcome: 'frozen',
      reason: 'quorum',
      announced: blobOf(0),
      digests: [{ digest: blobOf(0), stake: 4, signers: 4 }],
    });
    for (const list of ['announcements', 'ready-signals']) {
      expect((await node.json<{ items: [] }>(`/v1/freeze/epochs/1/${list}`)).items, list).toHaveLength(4);
    }
    expect((await node.get('/readyz')).status).toBe(200);
  });

  it('link the transaction of the rows to the trace of each message', () => {
    expect(linked.get(SPANS.projectionTransaction)).toContain(TRACEPARENT.split('-')[1]);
  });

  it('agree on outputs, certify with a quorum, enrich past it, and close after the grace', async () => {
    const attestation = attestationOf(1);
    await first.commit(
      [0, 1, 2].map((seat) => {
        const outputVote = {
          authority: MEMBERS[seat]!.name,
          epoch: 1,
          keyId: KEY_ID,
          output: 'dkg',
          digest: blobOf(8),
        };
        return first.message(MEMBERS[seat]!, { kind: 'session_output_vote', vote: outputVote as never });
      }),
    );
    await first.commit([0, 1, 2].map((seat) => sessionResults(first, seat)));
    await first.commit(MEMBERS.map((_, seat) => supports(first, seat, [3, 4, 5])));
    await node.sees(1, committeeOf(2));
    const inputs = '/v1/freeze/epochs/1/effective-inputs';
    expect(await node.json(inputs)).toEqual({ epoch: 1, final: false, waitingFor: 'next_committee', inputs: [] });
    const final = node.json(`${inputs}?wait=final`);
    await first.commit([...relayed(first, 0), ...[0, 1, 2].map((seat) => readyForDkg(first, seat))]);
    expect(await final).toEqual({
      epoch: 1,
      final: true,
      waitingFor: null,
      inputs: MEMBERS.map(({ name }, seat) => ({ name, digest: blobOf(seat) })),
    });
    expect((await node.get('/v1/freeze/epochs/9/effective-inputs')).status).toBe(404);
    expect(await node.json('/v1/freeze/epochs/1/network-keys')).toMatchObject({
      items: [{ keyId: KEY_ID, readyStake: 3, quorum: true, authorities: { length: 3 } }],
    });
    const certified = node.json('/v1/handoff/epochs/1/certificate?wait=certificate');
    await first.commit([0, 1, 2].map((seat) => vote(first, seat, attestation)));
    expect((await certified).attestation).toEqual(attestation);
    const three = await node.get('/v1/handoff/epochs/1/certificate');
    await node.processed(1, await first.commit([vote(first, 3, attestation)]));
    const four = await node.get('/v1/handoff/epochs/1/certificate');
    expect(four.headers.get('etag')).not.toBe(three.headers.get('etag'));
    certificate = (await four.json()) as CertifiedHandoffAttestation;
    expect(certificate.signatures).toHaveLength(4);
    while (first.round < 13) await first.commit();
    await node.processed(1, first.round);
    expect(await node.json('/v1/handoff/epochs/1')).toMatchObject({
      close: { voters: 4, voteStake: 4, quorumRound: 8, pinnedVoters: 3, closeRound: 11, reason: 'certificate' },
      endedRound: null,
      certificate: { signers: 4, stake: 4, quorum: 3 },
      outputs: [{ keyId: KEY_ID, output: 'dkg', agreed: { digest: blobOf(8), round: 4, stake: 3 } }],
    });
    const signed = await node.json<{ items: { attestation: unknown }[] }>('/v1/handoff/epochs/1/attestation');
    expect(signed.items[0]?.attestation).toEqual(attestation);
  });

  it('describe the checkpoints for the chain and who signed them, also after the close', async () => {
    const contentsDigest = blobOf(6);
    const sign = (seat: number, kind: 'dwallet' | 'system', number: number, digest = contentsDigest) =>
      signsCheckpoint(first, seat, kind, number, digest);
    await first.commit([sign(0, 'dwallet', 12), sign(1, 'dwallet', 12), sign(3, 'dwallet', 12, blobOf(7))]);
    await node.processed(1, await first.commit([2, 0, 1].map((seat) => sign(seat, 'system', 4))));
    const item = { type: 'user_session', sessionId: KEY_ID, sequenceNumber: 9, digest: blobOf(5), rejected: false };
    const signer = (seat: number) => MEMBERS[seat]!.name;
    const view = await node.json<{ items: unknown[] }>('/v1/handoff/epochs/1/checkpoints');
    expect(view.items).toMatchObject([
      {
        kind: 'dwallet',
        sequenceNumber: 12,
        round: 4,
        items: [{ type: 'network_key_output', keyId: KEY_ID, output: 'dkg', digest: blobOf(8) }],
        contents: [
          { contentsDigest, stake: 2, certifiedRound: null, signers: [signer(0), signer(1)] },
          { contentsDigest: blobOf(7), stake: 1, certifiedRound: null, signers: [signer(3)] },
        ],
      },
      { kind: 'dwallet', sequenceNumber: 13, items: [item], contents: [] },
      { kind: 'dwallet', sequenceNumber: 14, round: 11, items: [{ type: 'end_of_publish' }] },
      {
        kind: 'system',
        sequenceNumber: 4,
        round: 11,
        items: [{ type: 'set_next_protocol_version', version: 5 }, { type: 'end_of_publish' }],
        contents: [{ stake: 3, certifiedRound: first.round, signers: [signer(0), signer(1), signer(2)] }],
      },
    ]);
    const page = await node.json<{ items: [] }>('/v1/handoff/epochs/1/checkpoints?kind=dwallet&after=12&limit=1');
    expect(page.items).toMatchObject([{ sequenceNumber: 13 }]);
    expect((await node.get('/v1/handoff/epochs/1/checkpoints?kind=other')).status).toBe(400);
    expect(await node.json('/v1/handoff/epochs/1/capabilities')).toMatchObject({
      items: [{ generation: 1 }, {}, {}, {}],
      upgrade: { version: 5, stake: 4, threshold: 4, round: 11 },
    });
    const metrics = await (await node.get('/metrics')).text();
    expect(metrics).toMatch(/^baton_checkpoint_decided\{.*kind="dwallet".*\} 14$/m);
    expect(metrics).toMatch(/^baton_checkpoint_certified\{.*kind="system".*\} 4$/m);
    expect(metrics).toMatch(/^baton_user_sessions_agreed_total\S* 1$/m);
  });

  it('serve the certificate to peers in both forms, and nothing else', async () => {
    const { peerUrl } = node.host;
    const path = '/v1/handoff/epochs/1/certificate';
    const bytes = await node.get(path, { accept: 'application/octet-stream' }, peerUrl);
    expect(bytes.headers.get('content-type')).toBe('application/octet-stream');
    expect(decodeCertificate(new Uint8Array(await bytes.arrayBuffer()))).toEqual(certificate);
    const again = { accept: 'application/octet-stream', 'if-none-match': bytes.headers.get('etag')! };
    expect((await node.get(path, again, peerUrl)).status).toBe(304);
    expect((await node.get(path, { accept: 'text/html' }, peerUrl)).status).toBe(406);
    expect(await (await node.get('/v1/handoff/epochs/9/certificate', {}, peerUrl)).json()).toMatchObject({
      code: 'CERTIFICATE_UNKNOWN',
      status: 404,
    });
    expect((await node.get('/v1/handoff/epochs/1', {}, peerUrl)).status).toBe(404);
  });

  it('go on to the next epoch once the barrier opens it, also after a restart', async () => {
    await node.sees(2);
    await first.end();
    await until(async () => (await handoffQueries.endedRound(node.database.db, 1)) !== undefined, {
      what: 'the end of the epoch',
    });
    node = await restarted(node);
    await node.admit(2, certificate);
    const second = new EpochWriter(stores(2));
    await second.open(attestationDigest(certificate.attestation));
    await freezeIn(second, 2);
    expect(await node.json('/v1/freeze/epochs/2?wait=frozen')).toMatchObject({ isFrozen: true });
    await node.processed(2, second.round);
    const { db } = node.database;
    const { name } = MEMBERS[0]!;
    expect(await freezeQueries.relayedAnnouncementOf(db, 1, name)).toMatchObject({
      streamEpoch: 1,
      blobHash: blobOf(7),
    });
    expect(await freezeQueries.announcementOf(db, 2, name)).toMatchObject({ streamEpoch: 2, blobHash: blobOf(0) });
    expect((await freezeQueries.announcementsPage(db, 2, { limit: 5 })).map((row) => row.streamEpoch)).toEqual([
      2, 2, 2, 2,
    ]);
    const metrics = await (await node.get('/metrics')).text();
    expect(metrics).toMatch(/^ika_dwallet_mpc_data_freeze_epoch\S* 2$/m);
    expect(metrics).toMatch(/^ika_dwallet_mpc_data_freeze_round\S* 3$/m);
    node = await restarted(node, { began: true });
  });

  it('hold what a rebuild from the log gives, row by row', async () => {
    const { db, sql } = node.database;
    const replays = await Promise.all(
      [1, 2].map(async (epoch) => {
        const log = openEpochLog(stores(epoch), { sequencerKey: SEQUENCER_SEAT.consensusKey });
        const [chainView, anchor] = [await chainQueries.epochView(db, epoch), await barrierQueries.anchor(db, epoch)];
        const opened = await readEpochOpened(log, new AbortController().signal);
        const own = { network: 'flow', sequencerKey: SEQUENCER_SEAT.consensusKey, configuration: GRACE };
        return { log, context: buildEpochContext({ opened, chainView: chainView!, anchor: anchor!, ...own }) };
      }),
    );
    await node.host.close();
    const signal = new AbortController().signal;
    const telemetry = createTelemetry('test');
    for (const projection of [freezeProjection, handoffProjection]) {
      const options = { ...projection, fold: projection.fold as never, sql, epochs: replays, signal, telemetry };
      const before = await compareWithReplay(options);
      expect(before).toMatchObject({ equal: true, differenceCount: 0 });
      expect(Object.values(before.rows).reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(5);
      await rebuildProjection(options);
      expect(await compareWithReplay(options)).toEqual({ ...before, epochs: expect.anything() });
    }
  });
});

describe('signatures below the quorum', () => {
  let node: Node;
  afterAll(async () => node?.[Symbol.asyncDispose]());

  it('are shown, and a forged one is counted as rejected', async () => {
    node = await Node.start('below');
    const writer = new EpochWriter((await jetStreamStores(connection, 'below'))(1));
    await node.admit(1, null);
    await writer.open(null);
    await freezeIn(writer, 1);
    const attestation = attestationOf(1);
    const votes = [vote(writer, 0, attestation), vote(writer, 1, attestation), forgedVote(writer, 2, attestation)];
    await node.processed(1, await writer.commit(votes));
    const metrics = await (await node.get('/metrics')).text();
    expect(metrics).toMatch(/^ika_dwallet_handoff_signatures_collected\S* 2$/m);
    expect(metrics).toMatch(/^ika_dwallet_handoff_signatures_stake\S* 2$/m);
    // The record that opens the epoch, four announcements, four ready signals and these votes.
    expect(metrics).toMatch(/^ika_epoch_processed_consensus_messages\S* 12$/m);
    expect(metrics.match(/^ika_dwallet_handoff_signatures_rejected_total\S* [^0]$/gm)).toEqual([
      'ika_dwallet_handoff_signatures_rejected_total{verdict="invalid_signature"} 1',
    ]);
  });

  it('are shown at the first scrape after a restart, although nothing can be folded yet', async () => {
    await node.closeBarrier(1);
    node = await restarted(node);
  });
});

describe('a log that contradicts the chain', () => {
  it('stops the services by name', async () => {
    await using node = await Node.start('liar');
    const writer = new EpochWriter((await jetStreamStores(connection, 'liar'))(1));
    await node.admit(1, null);
    await writer.open(blobOf(5));
    const error = await node.host.failed;
    expect(isStopError(error) && error.code).toBe('EPOCH_CONTEXT_MISMATCH');
    expect(error).toMatchObject({ details: { differences: [{ field: 'priorAttestationDigest' }] } });
  });
});

describe('a record of the next committee', () => {
  const rotated = (committee: CommitteeSnapshot): CommitteeSnapshot => ({
    ...committee,
    members: committee.members.map((seat, index) =>
      index === 3 ? { ...seat, consensusKey: SEQUENCER_SEAT.consensusKey } : seat,
    ),
  });
  const WAIT = 'chain view of the next committee in epoch 1';

  async function opened(network: string): Promise<{ node: Node; writer: EpochWriter }> {
    const node = await Node.start(network);
    const writer = new EpochWriter((await jetStreamStores(connection, network))(1));
    await node.admit(1, null);
    await writer.open(null);
    await node.processed(1, writer.round);
    return { node, writer };
  }

  const waits = (node: Node, what: string) =>
    until(async () => JSON.stringify(await node.json('/readyz')).split(what).length === 3, {
      what: `both services to wait for the ${what}`,
      fails: node.failed(),
    });

  const recordedIn = (node: Node) => freezeQueries.recordedNextCommittee(node.database.db, 1);

  it('that contradicts the own view stops the services before it is folded', async () => {
    const { node: opener, writer } = await opened('false-joiner');
    await using node = opener;
    await node.sees(1, committeeOf(2));
    await writer.commit(relayed(writer, 0, rotated(committeeOf(2))));
    const error = await node.host.failed;
    expect(isStopError(error) && error.code).toBe('EPOCH_CONTEXT_MISMATCH');
    expect(error).toMatchObject({ details: { epoch: 1, differences: [{ field: 'nextCommittee' }] } });
    expect(await recordedIn(node)).toBeUndefined();
  });

  it('that was made before a member staged another key is folded', async () => {
    const { node: opener, writer } = await opened('staged-since');
    await using node = opener;
    await node.sees(1, rotated(committeeOf(2)));
    await node.processed(1, await writer.commit(relayed(writer, 0)));
    expect((await recordedIn(node))?.committee).toEqual(committeeOf(2));
  });

  it('that the own view cannot confirm yet is waited for, visibly, and folded then', async () => {
    const { node: opener, writer } = await opened('fullnode-behind');
    await using node = opener;
    const before = writer.round;
    const unsafe = { ...committeeOf(2), quorumThreshold: 2 };
    await node.sees(1, unsafe);
    await writer.commit(relayed(writer, 0));
    const last = await writer.commit();
    await waits(node, WAIT);
    expect((await node.get('/readyz')).status).toBe(503);
    const { services } = await node.json<Statuses>('/status');
    expect(services['freeze-projector']?.status).toMatchObject({ state: 'waiting', waitingFor: WAIT, round: before });
    expect(await recordedIn(node)).toBeUndefined();
    await node.sees(1, committeeOf(2));
    await node.processed(1, last);
    expect((await recordedIn(node))?.committee).toEqual(committeeOf(2));
    expect((await node.get('/readyz')).status).toBe(200);
  });

  it('is not waited for longer than the node lives', async () => {
    const { node: opener, writer } = await opened('closed-waiting');
    await using node = opener;
    await writer.commit(relayed(writer, 0));
    await waits(node, WAIT);
    await node.host.close();
    expect(await recordedIn(node)).toBeUndefined();
  });

  it('once folded stands though a member stages another key, but not against another committee', async () => {
    const { node: opener, writer } = await opened('restart');
    await opener.sees(1, committeeOf(2));
    await opener.processed(1, await writer.commit(relayed(writer, 0)));
    await opener.sees(1, rotated(committeeOf(2)));
    await opener.host.close();
    const again = await Node.start('restart', opener);
    await again.processed(1, writer.round);
    await again.host.close();
    await again.sees(1, { ...committeeOf(2), members: committeeOf(2).members.toReversed() });
    await using third = await Node.start('restart', again);
    expect(await third.host.failed).toMatchObject({ code: 'EPOCH_CONTEXT_MISMATCH' });
  });

  it('of an epoch that the chain left meanwhile is compared with who took over', async () => {
    const { node: opener, writer } = await opened('slept');
    await opener.host.close();
    const last = await writer.commit(relayed(writer, 0));
    await opener.sees(2);
    await using again = await Node.start('slept', opener);
    await again.processed(1, last);
    expect((await recordedIn(again))?.committee).toEqual(committeeOf(2));
  });

  it('stops a comparison and a rebuild, where the database contradicts it, and not where it knows nothing', async () => {
    const { node: opener, writer } = await opened('replayed');
    await using node = opener;
    await node.sees(1, committeeOf(2));
    await node.processed(1, await writer.commit(relayed(writer, 0)));
    const replay = await replayOptions(node);
    await node.host.close();
    const contradiction = { code: 'EPOCH_CONTEXT_MISMATCH' };
    await node.sees(1, { ...committeeOf(2), members: committeeOf(2).members.toReversed() });
    await expect(compareWithReplay(replay)).rejects.toMatchObject(contradiction);
    await expect(rebuildProjection(replay)).rejects.toMatchObject(contradiction);
    for (const known of [null, rotated(committeeOf(2))]) {
      await node.sees(1, known);
      await rebuildProjection(replay);
      expect(await compareWithReplay(replay)).toMatchObject({ equal: true, differenceCount: 0 });
    }
  });

  async function replayOptions({ network, database: { db, sql } }: Node) {
    const { signal } = new AbortController();
    const sequencerKey = SEQUENCER_SEAT.consensusKey;
    const log = openEpochLog((await jetStreamStores(connection, network))(1), { sequencerKey });
    const [chainView, anchor] = [await chainQueries.epochView(db, 1), await barrierQueries.anchor(db, 1)];
    const context = buildEpochContext({
      opened: await readEpochOpened(log, signal),
      network,
      sequencerKey,
      chainView: chainView!,
      anchor: anchor!,
      configuration: GRACE,
    });
    return { ...freezeProjection, sql, epochs: [{ log, context }], signal, telemetry: createTelemetry('test') };
  }
});

describe('the end of an epoch in the log', () => {
  it('is folded once the own view shows a later epoch', async () => {
    await using node = await Node.start('ending');
    const writer = new EpochWriter((await jetStreamStores(connection, 'ending'))(1));
    await node.admit(1, null);
    await writer.open(null);
    await writer.end();
    const waiting = async () =>
      JSON.stringify(await node.json('/readyz')).split('chain view of an epoch after 1').length === 3;
    await until(waiting, { what: 'both services to wait', fails: node.failed() });
    expect(await handoffQueries.endedRound(node.database.db, 1)).toBeUndefined();
    await node.sees(2);
    await until(async () => (await handoffQueries.endedRound(node.database.db, 1)) !== undefined, { what: 'the end' });
  });
});

describe('the readiness for the DKG of a key', () => {
  it('is weighed by stake', async () => {
    await using node = await Node.start('key-ready');
    const writer = new EpochWriter((await jetStreamStores(connection, 'key-ready'))(1));
    await node.admit(1, null);
    await writer.open(null);
    const ready = (seat: number) => readyForDkg(writer, seat);
    const keys = () => node.json('/v1/freeze/epochs/1/network-keys');
    await node.processed(1, await writer.commit([0, 1].map(ready)));
    expect(await keys()).toMatchObject({ items: [{ keyId: KEY_ID, readyStake: 2, quorum: false }] });
    await node.processed(1, await writer.commit([ready(2)]));
    expect(await keys()).toMatchObject({ items: [{ keyId: KEY_ID, readyStake: 3, quorum: true }] });
  });
});
