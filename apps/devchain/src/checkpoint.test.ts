import {
  aggregateBls,
  blobDigest,
  checkpointSigningBytes,
  encodeSystemCheckpoint,
  objectId,
  signBls,
} from '@baton/protocol';
import { ChainBlobReadCounter, type ChainOperation, connectSui, createChainBlobReader } from '@baton/sui-client';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainFixture, certifiedCheckpoint, chainFixture, networkOutput, testSecret } from './testing/index.ts';

let chain: ChainFixture;
beforeEach(async () => {
  chain = await chainFixture();
});
afterEach(() => chain.devchain.close());

const done = expect.objectContaining({ kind: 'success' });
const refused = (code: number, module: string) => expect.objectContaining({ kind: 'move_abort', code, module });
type Checkpoint = Extract<ChainOperation, { kind: 'process_checkpoint' }>;

const end = (changes: Partial<Parameters<typeof certifiedCheckpoint>[0]> = {}): Checkpoint =>
  certifiedCheckpoint({
    kind: 'system',
    epoch: 1,
    sequenceNumber: 1,
    committee: [0, 1, 2, 3],
    signers: [0, 1, 3],
    messages: [{ kind: 'end_of_publish' }],
    ...changes,
  } as Parameters<typeof certifiedCheckpoint>[0]);

describe('a checkpoint', () => {
  it('is applied once when a quorum signed it, and counts on', async () => {
    expect(await chain.submit(end())).toEqual(done);
    expect(await chain.read()).toMatchObject({
      receivedEndOfPublish: { system: true, coordinator: false },
      lastCheckpoint: { system: 1, coordinator: 0 },
    });
    expect(await chain.submit(end())).toEqual(refused(3, 'system_inner'));
    expect(await chain.submit(end({ sequenceNumber: 3 }))).toEqual(refused(3, 'system_inner'));
  });

  it.each<[string, (whole: Checkpoint) => Partial<Checkpoint>, number]>([
    ['a signature of another length', ({ signature }) => ({ signature: signature.slice(1) }), 1],
    ['a bitmap of another length', () => ({ signersBitmap: Uint8Array.of(0b1011, 0) }), 0],
    ['a bit beyond the last seat', () => ({ signersBitmap: Uint8Array.of(0b11011) }), 0],
    ['two signers', () => ({ signersBitmap: Uint8Array.of(0b0011) }), 3],
    ['a bitmap that names another signer', () => ({ signersBitmap: Uint8Array.of(0b0111) }), 2],
    ['a signature that is no point', () => ({ signature: new Uint8Array(96).fill(0xff) }), 2],
    ['other bytes than were signed', ({ message }) => ({ message: message.with(-1, 9) }), 2],
  ])('with %s is refused as by the committee module', async (_, change, code) => {
    const whole = end();
    expect(await chain.submit({ ...whole, ...change(whole) })).toEqual(refused(code, 'bls_committee'));
    expect((await chain.read()).lastCheckpoint.system).toBe(0);
  });

  it('signed for another epoch is refused, by its signature and by its own word', async () => {
    expect(await chain.submit(end({ epoch: 2 }))).toEqual(refused(2, 'bls_committee'));
    const contents = encodeSystemCheckpoint({ epoch: 2, sequenceNumber: 1, messages: [{ kind: 'end_of_publish' }] });
    const bytes = checkpointSigningBytes('system', { epoch: 1, contents });
    const signature = aggregateBls([0, 1, 3].map((seat) => signBls(testSecret(seat), bytes)));
    expect(await chain.submit({ ...end(), message: contents, signature })).toEqual(refused(2, 'system_inner'));
  });

  it('of the other kind is refused: the intent is signed too', async () => {
    const { signature } = end();
    const dwallet = end({ kind: 'dwallet' });
    expect(await chain.submit({ ...dwallet, signature })).toEqual(refused(2, 'bls_committee'));
    expect(await chain.submit(dwallet)).toEqual(done);
    expect((await chain.read()).receivedEndOfPublish).toEqual({ system: false, coordinator: true });
  });

  it.each([
    ['BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_', done],
    ['BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_', refused(2, 'bls_committee')],
  ])('is signed under the ciphersuite of the chain: %s', async (suite, expected) => {
    const { longSignatures: bls } = bls12_381;
    const whole = end();
    const point = bls.hash(checkpointSigningBytes('system', { epoch: 1, contents: whole.message }), suite);
    const signatures = [0, 1, 3].map((seat) => bls.sign(point, testSecret(seat)));
    const signature = bls.aggregateSignatures(signatures).toBytes(true);
    expect(await chain.submit({ ...whole, signature })).toEqual(expected);
  });

  it('names the next protocol version, which rules from the next epoch on', async () => {
    expect(await chain.checkpoint('system', [{ kind: 'set_next_protocol_version', version: 5 }])).toEqual(done);
    expect(await chain.read()).toMatchObject({ protocolVersion: 4, nextProtocolVersion: 5 });
    await chain.runEpoch();
    expect(await chain.read()).toMatchObject({ epoch: 2, protocolVersion: 5, nextProtocolVersion: null });
  });

  it('brings outputs of any length into the tables that clients read', async () => {
    const keyId = objectId(chain.devchain.networkKeyIds[0]!);
    const dkg = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    const slices = [dkg.subarray(0, 90_000), dkg.subarray(90_000)].map((part, index) => {
      const output = networkOutput('respond_network_dkg_output', keyId, part);
      return { ...output, isLast: index === 1 } as typeof output;
    });
    expect(await chain.checkpoint('dwallet', slices.slice(0, 1))).toEqual(done);
    expect((await chain.read()).networkKeys[0]?.state).toBe('awaiting_network_dkg');
    expect(await chain.checkpoint('dwallet', slices.slice(1))).toEqual(done);
    expect(await chain.read()).toMatchObject({
      networkKeys: [{ state: 'network_dkg_completed' }],
      systemSessions: { started: 1, completed: 1 },
    });
    expect(await chain.checkpoint('dwallet', slices.slice(1))).toEqual(refused(4, 'coordinator_inner'));

    chain.time.ms += 5_000;
    await chain.submit({ kind: 'initiate_mid_epoch_reconfiguration' });
    await chain.submit({ kind: 'request_network_key_reconfiguration', keyIds: [keyId] });
    const reconfigured = networkOutput('respond_network_reconfiguration_output', keyId, dkg.subarray(1));
    expect(await chain.checkpoint('dwallet', [reconfigured])).toEqual(done);
    expect(await chain.read()).toMatchObject({ reconfiguredKeys: 1 });

    const counter = new ChainBlobReadCounter();
    const reader = createChainBlobReader({ client: connectSui(chain.devchain.url), counter });
    const signal = AbortSignal.timeout(10_000);
    expect(blobDigest(await reader.networkKeyDkgOutput(keyId, signal))).toBe(blobDigest(dkg));
    const second = await reader.networkKeyReconfigurationOutput(keyId, 2, signal);
    expect(blobDigest(second)).toBe(blobDigest(dkg.subarray(1)));
    expect(counter.total()).toBe(2);
  });
});
