import {
  attestationDigest,
  blobDigest,
  buildCheckpointContents,
  type CheckpointItem,
  type CheckpointKind,
  type ConsensusTransactionKind,
  checkpointSigningBytes,
  deriveMpcData,
  digest,
  encodeAttestation,
  type HandoffAttestation,
  objectId,
  toHex,
  verifyBls,
} from '@baton/protocol';
import {
  announcerQueries,
  blobsQueries,
  chainWriters,
  type Database,
  freezeTables,
  handoffTables,
  notify,
  upsert,
} from '@baton/read-model';
import { LONG_POLL_LOOK_MS } from '@baton/service-runtime';
import { type TestNats, type TestPostgres, testServers, until } from '@baton/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysOf, nameOf, openBarrier, showAnnouncement, showEpoch } from './producer/network.ts';
import { BLOB_BYTES, type ProducerNode, startProducerNode } from './producer/node.ts';
import { type Sequencer, startSequencer } from './producer/sequencer.ts';

const EPOCH = 2;
const NETWORK = 'producer-test';
const SIZE = 4;
const KEY = objectId(`0x${'ab'.repeat(32)}`);
const OTHER_KEY = objectId(`0x${'cd'.repeat(32)}`);
const self = nameOf(0);
const blobOf = (seat: number) => deriveMpcData(keysOf(seat).rootSeed.expose(), BLOB_BYTES);

let postgres: TestPostgres;
let nats: TestNats;
let sequencer: Sequencer;
let node: ProducerNode;
let database: Database;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([testServers().startPostgres({ fsync: false }), testServers().startNats()]);
});
afterAll(() => Promise.all([postgres.close(), nats.close()]));
beforeEach(async () => {
  sequencer = await startSequencer(nats.url, NETWORK);
  node = await startProducerNode({ postgres, natsUrl: nats.url, network: NETWORK, seat: 0 });
  ({ database } = node);
});
afterEach(async () => {
  await node.close();
  await sequencer.close();
});

async function enter(more: Parameters<typeof showEpoch>[3] = {}): Promise<void> {
  await showEpoch(database, EPOCH, SIZE, more);
  await openBarrier(database, EPOCH);
}

const sent = async (kind: ConsensusTransactionKind['kind'], count = 1) =>
  until(() => sequencer.ofKind(kind).length >= count && sequencer.ofKind(kind), { what: `${count} of ${kind}` });

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
const epochView = async (): Promise<any> =>
  (await fetch(`${node.host.internalUrl}/v1/announcer/epochs/${EPOCH}`)).json();

async function ownAnnouncement() {
  const [message] = await sent('validator_mpc_data_announcement');
  if (message?.body.kind !== 'validator_mpc_data_announcement') throw new Error('no announcement');
  return message.body.announcement;
}

function hold(seat: number): Promise<Response> {
  const blob = blobOf(seat);
  return fetch(`${node.host.internalUrl}/v1/blobs/${blobDigest(blob)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(blob),
  });
}

/** The log's read model shows everyone's announcement, with the own timestamp for the own one. */
async function everyoneAnnounced(): Promise<void> {
  for (let seat = 1; seat < SIZE; seat++) {
    await hold(seat);
    await showAnnouncement(database, EPOCH, seat, blobDigest(blobOf(seat)));
  }
  await selfAnnounced();
}

async function selfAnnounced(): Promise<void> {
  const own = await ownAnnouncement();
  await database.db.transaction(async (transaction) => {
    const row = { ...own, relayed: false, streamEpoch: EPOCH, round: 1, sequence: 1 };
    await upsert(transaction, freezeTables.announcement, [row]);
    await notify(transaction, 'freeze', { epoch: EPOCH, tables: ['announcement'] });
  });
}

async function frozen(): Promise<void> {
  const rows = Array.from({ length: SIZE }, (_, seat) => ({
    epoch: EPOCH,
    name: nameOf(seat),
    digest: blobDigest(blobOf(seat)),
    source: 'quorum' as const,
    stake: SIZE,
  }));
  const status = { epoch: EPOCH, readySigners: SIZE, readyStake: SIZE, quorumRound: 5, freezeRound: 6 };
  await database.db.transaction(async (transaction) => {
    await upsert(transaction, freezeTables.frozen, rows);
    await upsert(transaction, freezeTables.freezeStatus, [
      { ...status, announcements: SIZE, graceRounds: 5, firstCommitMs: 1 },
    ]);
    await notify(transaction, 'freeze', { epoch: EPOCH, tables: ['frozen'] });
  });
}

const postOutput = async (output: 'dkg' | 'reconfiguration', text: string, epoch = EPOCH) => {
  const query = new URLSearchParams({ epoch: `${epoch}`, keyId: KEY, output });
  const answer = await fetch(`${node.host.internalUrl}/v1/announcer/network-key-outputs?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: text,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

/** Everything an attestation needs. */
async function publishingIsOver(): Promise<void> {
  await frozen();
  await until(async () => (await postOutput('dkg', 'dkg output')).status === 202, { what: 'the producer' });
  await postOutput('reconfiguration', 'reconfiguration output');
  await chainWriters.writeNetworkKeys(database.db, [
    { epoch: EPOCH, keyId: KEY, dkgAtEpoch: EPOCH, state: 'network_reconfiguration_completed', currentEpoch: EPOCH },
  ]);
  await showEpoch(database, EPOCH, SIZE, { next: true, endOfPublishReady: true });
}

async function voteRecorded(attestation: HandoffAttestation): Promise<void> {
  await database.db.transaction(async (transaction) => {
    await upsert(transaction, handoffTables.vote, [
      {
        epoch: EPOCH,
        authority: self,
        round: 30,
        attestationDigest: attestationDigest(attestation),
        signatureAccepted: true,
      },
    ]);
    await notify(transaction, 'handoff', { epoch: EPOCH, tables: ['vote'] });
  });
}

async function votedAttestation(): Promise<HandoffAttestation> {
  const [message] = await sent('end_of_publish_v2');
  if (message?.body.kind !== 'end_of_publish_v2') throw new Error('no vote');
  return message.body.handoffSignature.attestation;
}

describe('announcement', () => {
  it('hands over the blob, then repeats the identical announcement until the row shows it', async () => {
    sequencer.refuse('validator_mpc_data_announcement', 'LOG_UNAVAILABLE', 'WRONG_EPOCH');
    await enter();
    const messages = await sent('validator_mpc_data_announcement', 3);
    expect(new Set(messages.map((message) => message.bytes)).size).toBe(1);
    expect(messages[0]).toMatchObject({ author: self, epoch: EPOCH });
    const blobHash = blobDigest(blobOf(0));
    expect(await ownAnnouncement()).toMatchObject({ validator: self, epoch: EPOCH, blobHash });
    expect(await blobsQueries.blob(database.db, blobHash)).toMatchObject({ structurallyValid: true, origin: 'own' });
    expect((await epochView()).announcement).toMatchObject({ blobHash, recorded: false });
    await everyoneAnnounced();
    await until(async () => (await epochView()).announcement.recorded, { what: 'the row' });
  });

  it('uses the stamped timestamp again after a restart', async () => {
    sequencer.refuse('validator_mpc_data_announcement', 'LOG_UNAVAILABLE');
    await enter();
    await sent('validator_mpc_data_announcement', 2);
    await node.stop();
    await node.start();
    await fetch(`${node.host.internalUrl}/readyz`);
    await everyoneAnnounced();
    await until(async () => (await epochView()).announcement.recorded, { what: 'the row' });
    const all = sequencer.ofKind('validator_mpc_data_announcement');
    expect(new Set(all.map((message) => message.bytes)).size).toBe(1);
  });

  it('stops for good when the log refuses the message', async () => {
    sequencer.refuse('validator_mpc_data_announcement', 'INVALID_SIGNATURE');
    await enter();
    const announcing = async () =>
      (await epochView()).submissions.find((row: { kind: string }) => row.kind === 'validator_mpc_data_announcement');
    await until(async () => (await announcing())?.lastError === 'INVALID_SIGNATURE', { what: 'refusal' });
    await chainWriters.writeNetworkKeys(database.db, [
      { epoch: EPOCH, keyId: KEY, dkgAtEpoch: EPOCH, state: 'awaiting_network_dkg', currentEpoch: EPOCH },
    ]);
    await until(async () => (await epochView()).readySignal.withheld === 'announcement_unconfirmed', {
      what: 'a turn',
    });
    expect(sequencer.ofKind('validator_mpc_data_announcement')).toHaveLength(1);
  });
});

describe('the readiness for a DKG', () => {
  const keys = () =>
    chainWriters.writeNetworkKeys(database.db, [
      { epoch: EPOCH, keyId: KEY, dkgAtEpoch: EPOCH, state: 'network_reconfiguration_completed', currentEpoch: EPOCH },
      { epoch: EPOCH, keyId: OTHER_KEY, dkgAtEpoch: EPOCH, state: 'awaiting_network_dkg', currentEpoch: EPOCH },
    ]);

  it('is told once per key that awaits one, when all frozen bytes are held', async () => {
    await enter();
    await keys();
    await frozen();
    await hold(1);
    await hold(2);
    await selfAnnounced();
    await until(async () => (await epochView()).readySignal.withheld === 'frozen', { what: 'a turn after the freeze' });
    expect(sequencer.ofKind('network_key_dkg_ready_signal')).toEqual([]);
    await hold(3);
    const [message] = await sent('network_key_dkg_ready_signal');
    expect(message?.body).toMatchObject({ signal: { authority: self, keyId: OTHER_KEY, epoch: EPOCH } });
    await until(
      async () =>
        (await announcerQueries.submissions(database.db, EPOCH, 'network_key_dkg_ready_signal'))[0]?.state ===
        'sequenced',
      { what: 'the signal in the log' },
    );
    expect(sequencer.ofKind('network_key_dkg_ready_signal')).toHaveLength(1);
  });
});

describe('lifecycle', () => {
  it.each([
    ['the barrier holds the node', { size: SIZE }, 'barrier'],
    ['the version of the chain is unknown', { size: SIZE, protocolVersion: 9 }, 'unsupported_version'],
    ['it sits in no committee', { size: 0 }, 'not_in_committee'],
  ])('is idle while %s', async (_, { size, ...view }, idle) => {
    await showEpoch(database, EPOCH, size, view);
    const told = async () => (await (await fetch(`${node.host.internalUrl}/v1/announcer`)).json()) as { idle: string };
    await until(async () => (await told()).idle === idle, { what: idle });
    expect(await postOutput('dkg', 'x')).toMatchObject({ status: 409, body: { code: 'SESSION_EPOCH_NOT_OPEN' } });
    expect(sequencer.received).toEqual([]);
  });

  it('is told to whoever waits for another epoch, as soon as there is one', async () => {
    const ask = (since: string) => fetch(`${node.host.internalUrl}/v1/announcer?since=${since}`);
    const told = async (since: string) => (await ask(since)).json();
    const startedAt = performance.now();
    const [entered] = await Promise.all([told('none'), enter()]);
    expect(entered).toMatchObject({ epoch: EPOCH, idle: null });
    expect(await told('none')).toMatchObject({ epoch: EPOCH });
    const [left] = await Promise.all([told(`${EPOCH}`), showEpoch(database, EPOCH + 1, 0)]);
    expect(left).toMatchObject({ epoch: null });
    // A look without having been told comes later.
    expect(performance.now() - startedAt).toBeLessThan(LONG_POLL_LOOK_MS);
    expect((await ask('-1')).status).toBe(400);
  });
});

describe('a chain-driven version', () => {
  it('tells its capabilities and votes plainly once publishing is over, and nothing else', async () => {
    await enter({ protocolVersion: 3 });
    const [told] = await sent('capability_notification_v1');
    if (told?.body.kind !== 'capability_notification_v1') throw new Error('no capabilities');
    expect(told.body.notification.supportedVersions.map(({ version }) => version)).toEqual([3, 4]);
    const epochs = await (await fetch(`${node.host.internalUrl}/v1/announcer/epochs`)).json();
    expect(epochs).toMatchObject({ items: [{ epoch: EPOCH, announced: null, voteRound: null }], next: null });
    expect(await (await fetch(`${node.host.internalUrl}/v1/announcer`)).json()).toMatchObject({
      epoch: EPOCH,
      idle: null,
      mode: 'chain_driven',
    });
    await showEpoch(database, EPOCH, SIZE, { protocolVersion: 3, next: true, endOfPublishReady: true });
    await sent('end_of_publish');
    expect(new Set(sequencer.received.map(({ body }) => body.kind))).toEqual(
      new Set(['capability_notification_v1', 'end_of_publish']),
    );
  });
});

describe('results of user sessions', () => {
  const outputs = [{ sessionId: KEY, sequenceNumber: 1, digest: 'ee'.repeat(32), rejected: false }];
  const postResults = async (epoch: number) => {
    const answer = await fetch(`${node.host.internalUrl}/v1/announcer/user-session-outputs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ epoch, outputs }),
    });
    return { status: answer.status, body: await answer.json() };
  };

  it('go into the log as batches of their own, whatever happens to others', async () => {
    sequencer.refuse('user_session_outputs', 'EPOCH_CLOSED');
    await enter();
    const refused = await until(
      async () => {
        const answer = await postResults(EPOCH);
        return answer.status === 202 && answer;
      },
      { what: 'the producer' },
    );
    expect(refused.body).toMatchObject({ lastError: 'EPOCH_CLOSED' });
    expect((await postResults(EPOCH)).body).toMatchObject({ state: 'sequenced', lastError: null });
    expect((await postResults(EPOCH + 1)).body).toMatchObject({ code: 'SESSION_EPOCH_NOT_OPEN' });
    const batches = sequencer.ofKind('user_session_outputs').map(({ body }) => {
      return body.kind === 'user_session_outputs' && body.results.batch;
    });
    expect(new Set(batches).size).toBe(2);
    expect(await announcerQueries.submissions(database.db, EPOCH, 'user_session_outputs')).toEqual([]);
  });
});

describe('checkpoints', () => {
  const number = 7;
  const output = new TextEncoder().encode('output of a network key');
  const outputDigest = blobDigest(output);

  async function decided(items: CheckpointItem[], kind: CheckpointKind, sequenceNumber: number): Promise<void> {
    await database.db.transaction(async (transaction) => {
      await upsert(transaction, handoffTables.checkpoint, [{ epoch: EPOCH, kind, sequenceNumber, items, round: 9 }]);
      await notify(transaction, 'handoff', { epoch: EPOCH, tables: ['checkpoint'] });
    });
  }

  it('are signed with the protocol key over the bytes of the local blobs, as soon as those are held', async () => {
    await enter();
    const item = { type: 'network_key_output' as const, keyId: KEY, output: 'dkg' as const, digest: outputDigest };
    await decided([item], 'dwallet', number);
    await decided([{ type: 'end_of_publish' }], 'system', 3);
    await sent('system_checkpoint_signature');
    expect(sequencer.ofKind('dwallet_checkpoint_signature')).toEqual([]);
    await fetch(`${node.host.internalUrl}/v1/blobs/${outputDigest}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: output,
    });
    const [signed] = await sent('dwallet_checkpoint_signature');
    if (signed?.body.kind !== 'dwallet_checkpoint_signature') throw new Error('no signature');
    const { checkpoint, authority, signature } = signed.body.checkpointSignature;
    const built = buildCheckpointContents(
      { epoch: EPOCH, kind: 'dwallet', sequenceNumber: number, items: [item] },
      () => output,
    );
    if (built.outcome !== 'built') throw new Error('no contents');
    const { contents, contentsDigest } = built;
    expect({ checkpoint, authority }).toEqual({
      checkpoint: { epoch: EPOCH, sequenceNumber: number, contentsDigest },
      authority: self,
    });
    expect(verifyBls(signature, checkpointSigningBytes('dwallet', { epoch: EPOCH, contents }), self)).toBe(true);
  });

  it('are submitted until sequenced, byte by byte the same, over a restart, and left alone once the log shows it', async () => {
    sequencer.refuse('system_checkpoint_signature', ...Array.from({ length: 100 }, () => 'LOG_UNAVAILABLE' as const));
    await enter();
    await decided([{ type: 'end_of_publish' }], 'system', 3);
    await sent('system_checkpoint_signature', 2);
    await node.stop();
    sequencer.refuse('system_checkpoint_signature');
    const before = sequencer.ofKind('system_checkpoint_signature').length;
    await node.start();
    const all = await sent('system_checkpoint_signature', before + 1);
    expect(new Set(all.map((message) => message.bytes)).size).toBe(1);
    await node.stop();
    const [last] = all;
    if (last?.body.kind !== 'system_checkpoint_signature') throw new Error('no signature');
    const { checkpoint, signature } = last.body.checkpointSignature;
    await upsert(database.db, handoffTables.checkpointSignature, [
      { ...checkpoint, kind: 'system', authority: self, signature, round: 10 },
    ]);
    await node.start();
    await decided([{ type: 'end_of_publish' }], 'system', 4);
    await sent('system_checkpoint_signature', before + 2);
    const numbers = sequencer
      .ofKind('system_checkpoint_signature')
      .slice(before + 1)
      .map(({ body }) => body.kind === 'system_checkpoint_signature' && body.checkpointSignature.checkpoint);
    expect(numbers).toMatchObject([{ sequenceNumber: 4 }]);
  });
});

describe('ready signal', () => {
  it('waits for the gate, then names everyone whose bytes are held', async () => {
    await enter();
    await everyoneAnnounced();
    await until(async () => (await epochView()).readySignal.withheld === 'gate_closed', { what: 'the gate' });
    await showEpoch(database, EPOCH, SIZE, { next: true });
    const [message] = await sent('epoch_mpc_data_ready_signal');
    expect(message?.body).toMatchObject({ signal: { authority: self, epoch: EPOCH, sequenceNumber: 0 } });
    const names = message?.body.kind === 'epoch_mpc_data_ready_signal' && message.body.signal.validatedPeers;
    expect(names).toHaveLength(SIZE);
    await until(async () => (await epochView()).readySignal.withheld === 'already_submitted', { what: 'a turn' });
    expect(sequencer.ofKind('epoch_mpc_data_ready_signal')).toHaveLength(1);
  });
});

describe('network-key outputs', () => {
  it('stores, files and votes, and takes up the vote after a restart', async () => {
    sequencer.refuse('session_output_vote', ...Array.from({ length: 1_000 }, () => 'LOG_UNAVAILABLE' as const));
    await enter();
    const accepted = await until(
      async () => {
        const answer = await postOutput('dkg', 'dkg output');
        return answer.status === 202 && answer;
      },
      { what: 'the producer' },
    );
    const outputDigest = blobDigest(new TextEncoder().encode('dkg output'));
    expect(accepted.body).toMatchObject({ digest: outputDigest, size: 10 });
    expect(await blobsQueries.heldOutputs(database.db, EPOCH)).toEqual([
      { epoch: EPOCH, keyId: KEY, output: 'dkg', digest: outputDigest },
    ]);
    await sent('session_output_vote');
    await node.stop();
    sequencer.refuse('session_output_vote');
    await node.start();
    const state = async () =>
      (await announcerQueries.submissions(database.db, EPOCH, 'session_output_vote')).map((row) => row.state);
    await until(async () => (await state())[0] === 'sequenced', { what: 'the vote' });
    expect(new Set(sequencer.ofKind('session_output_vote').map((message) => message.bytes)).size).toBe(1);
    expect((await postOutput('dkg', 'another')).body).toMatchObject({ code: 'NETWORK_KEY_OUTPUT_CONFLICT' });
  });
});

describe('attestation', () => {
  it('is built from the frozen set and the outputs, signed and voted once, and shown by digest', async () => {
    await enter();
    await everyoneAnnounced();
    await publishingIsOver();
    const attestation = await votedAttestation();
    expect(attestation.items.map((item) => item.key.type)).toEqual([
      'network_dkg_output',
      'network_reconfiguration_output',
      ...Array.from({ length: SIZE }, () => 'validator_mpc_data'),
    ]);
    await voteRecorded(attestation);
    const view = await until(
      async () => {
        const told = await epochView();
        return told.voteRecorded && told;
      },
      { what: 'the vote' },
    );
    expect(view.attestationDigest).toBe(attestationDigest(attestation));
    expect(view.attestation.mismatch).toBeNull();
  });

  it('is built again after a restart, without a second vote', async () => {
    await enter();
    await everyoneAnnounced();
    await publishingIsOver();
    const attestation = await votedAttestation();
    await voteRecorded(attestation);
    await node.stop();
    const before = sequencer.ofKind('end_of_publish_v2').length;
    await database.sql`delete from announcer.attestation`;
    await node.start();
    await until(async () => (await epochView()).attestationDigest === attestationDigest(attestation), {
      what: 'rebuilt',
    });
    expect(sequencer.ofKind('end_of_publish_v2')).toHaveLength(before);
  });

  it('is voted once more, byte by byte the same, after a restart on a log that forgot the vote', async () => {
    await enter();
    await everyoneAnnounced();
    await publishingIsOver();
    await votedAttestation();
    const stored = async () => (await announcerQueries.submissions(database.db, EPOCH, 'end_of_publish_v2'))[0]?.state;
    await until(async () => (await stored()) === 'sequenced', { what: 'the vote' });
    await node.stop();
    const before = sequencer.ofKind('end_of_publish_v2').length;
    await node.start();
    const votes = await sent('end_of_publish_v2', before + 1);
    expect(new Set(votes.map((message) => message.bytes)).size).toBe(1);
  });

  it('says loudly which items differ from what others signed, and changes nothing of its own', async () => {
    await enter();
    await everyoneAnnounced();
    await publishingIsOver();
    const own = await votedAttestation();
    const items = own.items.map((item, index) => (index === 1 ? { ...item, digest: digest('f'.repeat(64)) } : item));
    const other = { ...own, items };
    await voteRecorded(own);
    await database.db.transaction(async (transaction) => {
      await upsert(transaction, handoffTables.attestation, [
        {
          epoch: EPOCH,
          attestationDigest: attestationDigest(other),
          items: items.length,
          nextCommitteeHash: other.nextCommitteeHash,
          encoded: toHex(encodeAttestation(other)),
          stake: 3,
          signers: 3,
        },
      ]);
      await notify(transaction, 'handoff', { epoch: EPOCH, tables: ['attestation'] });
    });
    const mismatch = await until(async () => (await epochView()).attestation.mismatch, { what: 'the diagnostic' });
    expect(mismatch).toEqual({
      attestationDigest: attestationDigest(other),
      verdict: 'items_differ',
      items: [{ key: own.items[1]?.key, local: own.items[1]?.digest, sequenced: 'f'.repeat(64) }],
    });
    expect((await epochView()).attestationDigest).toBe(attestationDigest(own));
    const metrics = await (await fetch(`${node.host.internalUrl}/metrics`)).text();
    expect(metrics).toContain('baton_handoff_attestation_mismatch 1');
  });
});
