import { rmSync } from 'node:fs';
import { service as aggregator } from '@baton/aggregator';
import { service as announcer } from '@baton/announcer';
import { service as barrier } from '@baton/barrier';
import { service as blobService } from '@baton/blob-service';
import { service as freezeProjector } from '@baton/freeze-projector';
import { generateKeys, saveKeys } from '@baton/keys';
import {
  announcerQueries,
  announcerWriters,
  chainQueries,
  type Database,
  migrateSchema,
  notify,
  openDatabase,
} from '@baton/read-model';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { service as sessionRunner } from '@baton/session-runner';
import { service as suiSyncer } from '@baton/sui-syncer';
import { createLogger } from '@baton/telemetry';
import { type TestNats, type TestPostgres, temporaryFolder, testServers, until } from '@baton/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  blobOf,
  CHECKPOINTS,
  EPOCHS,
  JOINER,
  KEYS,
  nameOf,
  OPEN,
  RELAYED,
  SEATS,
  writeHistory,
} from './inspection/history.ts';

const NOWHERE = 'http://127.0.0.1:1';
const logger = createLogger({ name: 'test', level: 'silent' });
/** A warm list of 20 epochs with 32 members; the console shows four of them on one page, within a second. */
const LIST_MS_MAX = 250;

let nats: TestNats;
let postgres: TestPostgres;
let database: Database;
let host: RunningHost;
let configuration: Record<string, unknown>;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([testServers().startNats(), testServers().startPostgres({ fsync: false })]);
  database = openDatabase(postgres.url());
  await writeHistory(database);
  configuration = {
    network: 'inspection',
    natsUrl: nats.url,
    databaseUrl: postgres.url(),
    sequencerKey: '00'.repeat(32),
    // Sits nowhere: nothing of the history is touched.
    authority: nameOf(120),
    blobServiceUrl: NOWHERE,
  };
  host = await hostServices([freezeProjector, aggregator, barrier], configuration, { logger });
});

afterAll(async () => {
  await host?.close();
  await database?.close();
  await postgres?.close();
  await nats?.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${host.internalUrl}${path}`, { headers });

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
async function json(path: string): Promise<any> {
  const response = await get(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function problem(path: string, headers?: Record<string, string>): Promise<[number, string]> {
  const response = await get(path, headers);
  return [response.status, ((await response.json()) as { code: string }).code];
}

describe('lists of epochs', () => {
  it.each(['freeze', 'handoff', 'barrier'])('%s: page by page, newest first, each epoch once', async (area) => {
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await json(`/v1/${area}/epochs?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map(({ epoch }: { epoch: number }) => epoch));
      cursor = page.next;
    }
    expect(seen).toEqual([...Array(EPOCHS).keys()].map((index) => EPOCHS - index));
  });

  it('say of each member where it stands', async () => {
    const [open, before] = (await json('/v1/freeze/epochs?limit=2')).items;
    expect(open).toMatchObject({ epoch: OPEN, status: 'frozen', ended: false, protocolVersion: 4, freezeRound: 10 });
    expect(before).toMatchObject({ ended: true });
    expect(open.members).toHaveLength(SEATS + 1);
    expect(open.members.slice(29)).toEqual([
      { name: nameOf(29), seated: true, state: 'frozen' },
      { name: nameOf(30), seated: true, state: 'carried' },
      { name: nameOf(31), seated: true, state: 'excluded' },
      { name: JOINER, seated: false, state: 'excluded' },
    ]);
    const [end] = (await json('/v1/handoff/epochs?limit=1')).items;
    expect(end).toMatchObject({ closeRound: null, closeReason: null, voters: 31, attestations: 2 });
    expect(end.certificate).toMatchObject({ signers: 30, attestationDigest: blobOf(200) });
    expect(end.members.slice(27, 31).map(({ state }: { state: string }) => state)).toEqual([
      'signed',
      'silent',
      'divergent',
      'signed',
    ]);
  });

  it('of 20 epochs with 32 members are quick', async () => {
    const paths = ['freeze', 'handoff', 'barrier'].map((area) => `/v1/${area}/epochs?limit=20`);
    for (const path of paths) await json(path);
    const best = new Map<string, number>();
    for (let round = 0; round < 5; round += 1) {
      for (const path of paths) {
        const begun = performance.now();
        expect((await json(path)).items).toHaveLength(20);
        best.set(path, Math.min(best.get(path) ?? Number.POSITIVE_INFINITY, performance.now() - begun));
      }
    }
    for (const [path, ms] of best) expect(ms, path).toBeLessThan(LIST_MS_MAX);
  });

  it('of the chain and of the own submissions come from one query each', async () => {
    const rows = await chainQueries.chainEpochs(database.db, { before: 3, limit: 5 });
    expect(rows.map(({ epoch, networkKeys, assembly }) => [epoch, networkKeys, assembly])).toEqual([
      [2, 0, null],
      [1, 0, null],
    ]);
    await migrateSchema(database.sql, 'announcer');
    await announcerWriters.writeOwnAnnouncement(database.db, { epoch: 4, timestampMs: 1, blobHash: blobOf(0) });
    expect(await announcerQueries.announcerEpochs(database.db, nameOf(0), { limit: 5 })).toMatchObject([
      { epoch: 4, announced: blobOf(0), announcementRound: 2, readySignalRound: 9, voteRound: 20, pending: 0 },
    ]);
  });

  it('refuse what does not fit, by code', async () => {
    for (const limit of ['0', '501', 'x']) {
      expect(await problem(`/v1/freeze/epochs?limit=${limit}`)).toEqual([400, 'REQUEST_INVALID']);
    }
    expect(await problem('/v1/freeze/epochs?cursor=zzz')).toEqual([400, 'CURSOR_INVALID']);
    const { next } = await json('/v1/freeze/epochs?limit=1');
    expect(await problem(`/v1/handoff/epochs?cursor=${next}`)).toEqual([400, 'CURSOR_INVALID']);
    expect(await problem('/v1/freeze/epochs', { accept: 'text/html' })).toEqual([406, 'NOT_ACCEPTABLE']);
  });
});

/** Each list of one epoch, and by what its items are told apart. */
const LISTS = [
  { list: 'freeze|announcements', keys: [...seatsBut(30), ...RELAYED].map(nameOf), keyOf: 'validator' },
  { list: 'freeze|relayed-announcements', keys: RELAYED.map(nameOf), keyOf: 'validator' },
  {
    list: 'freeze|joiner-candidates',
    keys: RELAYED.flatMap((seat) => [101, 102].map((forged) => `${nameOf(seat)} ${blobOf(forged)}`)),
    keyOf: 'joiner digest',
  },
  { list: 'freeze|ready-signals', keys: seatsBut(30, 31).map(nameOf), keyOf: 'authority' },
  { list: 'freeze|network-keys', keys: KEYS, keyOf: 'keyId' },
  { list: 'handoff|attestation', keys: [blobOf(200), blobOf(201)], keyOf: 'attestationDigest' },
  {
    list: 'handoff|checkpoints',
    keys: [
      ...CHECKPOINTS.dwallet.map((number) => `dwallet ${number}`),
      ...CHECKPOINTS.system.map((number) => `system ${number}`),
    ],
    keyOf: 'kind sequenceNumber',
  },
  { list: 'handoff|checkpoints?after=12&kind=dwallet', keys: ['13', '14', '15'], keyOf: 'sequenceNumber' },
  { list: 'handoff|capabilities', keys: seatsBut().map(nameOf), keyOf: 'authority' },
];

function seatsBut(...absent: number[]): number[] {
  return [...Array(SEATS).keys()].filter((seat) => !absent.includes(seat));
}

function listPath(list: string, epoch: number, query: Record<string, string | number> = {}): string {
  const [area, rest = ''] = list.split('|');
  const url = new URL(`/v1/${area}/epochs/${epoch}/${rest}`, host.internalUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return `${url.pathname}${url.search}`;
}

describe('lists of one epoch', () => {
  it.each(LISTS)('$list: page by page, each item once', async ({ list, keys, keyOf }) => {
    const whole = await json(listPath(list, 3, { limit: 500 }));
    expect(whole.next).toBeNull();
    const keyIn = (item: Record<string, unknown>) =>
      keyOf
        .split(' ')
        .map((member) => item[member])
        .join(' ');
    expect(whole.items.map(keyIn)).toEqual(keys);
    const limit = keys.length > 10 ? 10 : 1;
    const items: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await json(listPath(list, 3, cursor === '' ? { limit } : { limit, cursor }));
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      cursor = page.next;
    }
    expect(items).toEqual(whole.items);
  });

  it.each(LISTS)('$list: takes a cursor of itself alone', async ({ list }) => {
    const { next } = await json(listPath(list, 3, { limit: 1 }));
    expect(next).toEqual(expect.any(String));
    expect(await problem(listPath(list, 4, { cursor: next }))).toEqual([400, 'CURSOR_INVALID']);
    for (const other of LISTS.filter((one) => one.list !== list)) {
      expect(await problem(listPath(other.list, 3, { cursor: next })), other.list).toEqual([400, 'CURSOR_INVALID']);
    }
  });

  it.each(LISTS)('$list: of an ended epoch are kept for ever, of an open one asked for again', async ({ list }) => {
    const path = listPath(list, 3, { limit: 1 });
    const ended = await get(path);
    expect(ended.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const again = await get(path, { 'if-none-match': ended.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const open = await get(listPath(list, OPEN));
    expect([open.headers.get('cache-control'), open.headers.get('etag')?.slice(0, 2)]).toEqual(['no-cache', 'W/']);
  });

  it('announcements may still come from the stream before where that has not ended', async () => {
    const first = await get(listPath('freeze|announcements', 1));
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it('a checkpoint has its signers beside one of the other kind', async () => {
    const { next } = await json(listPath('handoff|checkpoints', 3, { limit: 4 }));
    const { items } = await json(listPath('handoff|checkpoints', 3, { limit: 4, cursor: next }));
    const placed = [
      { kind: 'dwallet', sequenceNumber: 15 },
      ...CHECKPOINTS.system.map((sequenceNumber) => ({ kind: 'system', sequenceNumber })),
    ];
    const contents = [{ contentsDigest: blobOf(7), signers: [nameOf(5)] }];
    expect(items).toMatchObject(placed.map((place) => ({ ...place, contents })));
  });

  it('an attestation has its signatures on whatever page it stands', async () => {
    const { next, items } = await json(listPath('handoff|attestation', 3, { limit: 1 }));
    expect(items).toMatchObject([{ certified: true }]);
    expect(items[0].signatures).toHaveLength(SEATS - 2);
    const rest = await json(listPath('handoff|attestation', 3, { limit: 1, cursor: next }));
    expect(rest.items).toMatchObject([{ certified: false, signatures: [{ signer: nameOf(29) }] }]);
  });

  it('a network key has all who signalled readiness for it', async () => {
    const { next } = await json(listPath('freeze|network-keys', 3, { limit: 1 }));
    const { items } = await json(listPath('freeze|network-keys', 3, { limit: 1, cursor: next }));
    expect(items).toMatchObject([{ readyStake: 22, quorum: true }]);
    expect(items[0].authorities).toHaveLength(22);
  });
});

describe('one name of a freeze', () => {
  it('is explained: a joiner that came after most had signalled', async () => {
    const explained = await json(`/v1/freeze/epochs/${OPEN}/names/${JOINER}`);
    expect(explained).toMatchObject({
      epoch: OPEN,
      state: 'excluded',
      seated: false,
      digest: null,
      stakeByDigest: [{ digest: blobOf(99), stake: 1, authorities: [nameOf(0)] }],
      quorumThreshold: 21,
      announcement: { epoch: OPEN + 1, round: 8, relayed: true },
      why: { code: 'below_quorum' },
    });
    expect(explained.notAttestedBy).toHaveLength(29);
    expect(explained.notSignalled).toEqual([nameOf(30), nameOf(31)]);
    expect(explained.why.text).toContain('29 validators signalled before the announcement (round 8)');
  });

  it('unknown, or no name at all, is refused by code', async () => {
    const path = `/v1/freeze/epochs/${OPEN}/names`;
    expect(await problem(`${path}/${nameOf(77)}`)).toEqual([404, 'FREEZE_NAME_UNKNOWN']);
    expect(await problem(`${path}/0x12`)).toEqual([400, 'REQUEST_INVALID']);
    expect(await problem(`/v1/freeze/epochs/77/names/${JOINER}`)).toEqual([404, 'FREEZE_EPOCH_UNKNOWN']);
  });
});

describe('the end of an epoch', () => {
  it('says why it is not closed, and who has not voted', async () => {
    const open = await json(`/v1/handoff/epochs/${OPEN}`);
    expect(open.notVoted).toEqual([nameOf(28)]);
    expect(open.decision).toMatchObject({ seats: SEATS, quorumThreshold: 21, graceRounds: 50, backstopRounds: 200 });
    expect(open.decision.why.code).toBe('waiting_for_grace');
    const closed = await json('/v1/handoff/epochs/3');
    expect(closed.decision.why.code).toBe('closed_with_certificate');
  });
});

describe('caching', () => {
  it('an ended epoch is kept for ever, an open one is asked for again', async () => {
    for (const path of ['/v1/freeze/epochs/3', `/v1/freeze/epochs/3/names/${nameOf(1)}`, '/v1/handoff/epochs/3']) {
      const ended = await get(path);
      expect(ended.headers.get('cache-control'), path).toBe('public, max-age=31536000, immutable');
      const etag = ended.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"/);
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    }
    const open = await get(`/v1/freeze/epochs/${OPEN}`);
    expect([open.headers.get('cache-control'), open.headers.get('etag')?.slice(0, 2)]).toEqual(['no-cache', 'W/']);
    expect((await get('/v1/freeze/epochs/77')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('events', () => {
  /** Those that the lists above do not need, without a chain, an engine or a seat. */
  let others: RunningHost;
  const dataDir = temporaryFolder('inspection');

  beforeAll(async () => {
    const keysDir = `${dataDir}/keys`;
    await saveKeys(keysDir, generateKeys(new Uint8Array(32).fill(120)));
    const object = `0x${'ab'.repeat(32)}`;
    const chain = { suiUrl: NOWHERE, systemObjectId: object, coordinatorObjectId: object };
    const more = { ...configuration, ...chain, dataDir, keysDir, engineUrl: NOWHERE };
    others = await hostServices([suiSyncer, blobService, announcer, sessionRunner], more, { logger });
  });
  afterAll(async () => {
    await others?.close();
    rmSync(dataDir, { recursive: true });
  });

  it.each([
    ['freeze', 'frozen'],
    ['handoff', 'close_status'],
    ['barrier', 'anchor'],
    ['chain', 'epoch_view'],
    ['blobs', 'network_key_output'],
    ['announcer', 'submission'],
    ['sessions', 'network_key_session'],
  ] as const)('%s: a changed table is told with its epoch', async (schema, table) => {
    const leaving = new AbortController();
    const { internalUrl } = ['freeze', 'handoff', 'barrier'].includes(schema) ? host : others;
    const stream = await fetch(`${internalUrl}/v1/${schema}/events`, { signal: leaving.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    const told = new RegExp(`event: ?${table}\\n[^]*"epoch":7`);
    await until(
      async () => {
        // Again each time: a service that has just started may not listen yet.
        await notify(database.db, schema, { epoch: 7, round: 12, tables: [table] });
        return told.test(text);
      },
      { what: 'the event' },
    );
    leaving.abort();
    await reading;
  });
});

describe('status', () => {
  it('says state, what is waited for and since when', async () => {
    const { services } = await json('/status');
    for (const name of ['freeze-projector', 'aggregator', 'barrier']) {
      const { state, waitingFor, since } = services[name].status;
      expect(['idle', 'waiting', 'working'], name).toContain(state);
      expect(Date.parse(since), name).toBeGreaterThan(0);
      expect(waitingFor === null || typeof waitingFor === 'string').toBe(true);
    }
  });
});

describe('while Postgres is away', () => {
  it('every answer is 503 with its code, and right again afterwards', async () => {
    const paths = ['/v1/freeze/epochs', `/v1/freeze/epochs/${OPEN}`, '/v1/handoff/epochs/3', '/v1/barrier/epochs/3'];
    await postgres.kill();
    for (const path of paths) {
      const away = await get(path);
      expect([away.status, away.headers.get('retry-after')], path).toEqual([503, '2']);
      expect(await away.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE', fault: 'operator' });
    }
    await postgres.restart();
    for (const path of paths) {
      const statuses = new Set<number>();
      await until(
        async () => {
          const { status } = await get(path);
          statuses.add(status);
          return status === 200;
        },
        { what: `${path} to answer again` },
      );
      expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    }
  });
});
