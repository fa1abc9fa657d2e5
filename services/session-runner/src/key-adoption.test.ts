import { digest, objectId } from '@baton/protocol';
import { createTelemetry } from '@baton/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineInterface, EpochStart, OfferedKey } from './engine-client.ts';
import type { InstantiationResult } from './instantiation.ts';
import { KeyAdoption } from './key-adoption.ts';
import { sessionMetrics } from './metrics.ts';
import { REPEAT_MS } from './stranded-keys.ts';

const KEY = objectId(`0x${'01'.repeat(32)}`);
const hash = (n: number) => digest(n.toString(16).padStart(64, '0'));
const [DKG, R1, R2] = [hash(1), hash(2), hash(3)];
const signal = new AbortController().signal;

const pinned = (reconfiguration = R1): EpochStart => ({
  requiresCertificate: true,
  certifiedOutputs: [
    { keyId: KEY, output: 'dkg', digest: DKG },
    { keyId: KEY, output: 'reconfiguration', digest: reconfiguration },
  ],
});

describe('the adoption of network keys', () => {
  let offered: OfferedKey;
  let start: EpochStart | undefined;
  let produced: ReturnType<typeof hash> | null;
  let version: number;
  let results: Promise<InstantiationResult>[];
  let instantiated: unknown[];
  let reads: number;
  let said: string[];
  let waits: number;
  let marks: string[];
  let outage: Error | null;
  let adoption: KeyAdoption;

  const turn = async (epoch = 2) => {
    await adoption.turn(epoch, signal);
    await new Promise((resolve) => setImmediate(resolve));
    await adoption.turn(epoch, signal);
  };
  const offer = (change: Partial<OfferedKey>) => {
    offered = { ...offered, ...change };
    version += 1;
  };
  const mark = (line: string) => {
    if (outage !== null) throw outage;
    marks.push(line);
  };
  const strand = () => {
    start = { requiresCertificate: true, certifiedOutputs: [] };
    offer({ dkgOutput: null, reconfigurationOutput: null });
  };
  const counted: string[] = [];
  const make = () => {
    const engine = {
      networkKeys: async (_: number, since?: string) => {
        if (since === `${version}`) waits += 1;
        return { version: `${version}`, keys: [offered] };
      },
      strandKey: async (epoch: number) => mark(`stranded in ${epoch}`),
      recoverKey: async (epoch: number) => mark(`recovered in ${epoch}`),
      epochStart: async () => start,
      protocolVersion: async () => {
        reads += 1;
        return 4;
      },
    } as unknown as EngineInterface;
    const say = (_: unknown, line: string) => said.push(line);
    adoption = new KeyAdoption({
      engine,
      instantiate: (content) => {
        instantiated.push(content);
        return results.shift() ?? Promise.resolve({ outcome: 'instantiated' });
      },
      producedInEpoch: async () => produced,
      metrics: {
        ...sessionMetrics(createTelemetry('test')),
        instantiationFailed: (reason) => void counted.push(reason),
      },
      logger: { info: () => undefined, warn: say, error: say } as never,
      signal,
    });
  };

  beforeEach(() => {
    offered = {
      keyId: KEY,
      state: 'network_reconfiguration_completed',
      currentEpoch: 2,
      dkgAtEpoch: 1,
      dkgOutput: DKG,
      reconfigurationOutput: R1,
    };
    start = pinned();
    produced = null;
    version = 1;
    results = [];
    instantiated = [];
    reads = 0;
    said = [];
    waits = 0;
    marks = [];
    outage = null;
    make();
  });
  afterEach(() => vi.restoreAllMocks());

  it('takes what the certificate pins and loads it', async () => {
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 10, adoptedEpoch: 2, stranded: false });
    expect(adoption.isKeyed(2)).toBe(true);
    expect(adoption.isKeyed(3)).toBe(false);
  });

  it('skips a pass over what it has seen', async () => {
    await turn();
    const before = reads;
    await turn();
    expect(reads).toBe(before);
    expect(instantiated).toHaveLength(1);
  });

  it('waits for the barrier', async () => {
    start = undefined;
    await turn();
    expect(adoption.keys).toEqual([]);
  });

  it('keeps what it has when the epoch makes the next committee`s output', async () => {
    await turn();
    produced = R2;
    offer({ reconfigurationOutput: R2 });
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 2, stranded: false, adopted: { reconfiguration: R1 } });
    start = pinned(R2);
    produced = null;
    offer({ currentEpoch: 3 });
    await turn(3);
    expect(adoption.keys[0]).toMatchObject({ rule: 10, adopted: { reconfiguration: R2 }, adoptedEpoch: 3 });
    expect(adoption.isKeyed(3)).toBe(true);
  });

  it('starts late in an epoch from the certified outputs', async () => {
    produced = R2;
    offer({ reconfigurationOutput: R2 });
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 10, stranded: false, adopted: { reconfiguration: R1 } });
  });

  it('warns once of bytes that no certificate pins, and adopts nothing', async () => {
    offer({ reconfigurationOutput: R2 });
    await turn();
    offer({ currentEpoch: 2 });
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 9, adopted: null });
    expect(said).toEqual(['network key not adopted']);
    expect(adoption.isKeyed(2)).toBe(false);
  });

  it('never tries failed bytes again, and tries others', async () => {
    results = [Promise.resolve({ outcome: 'failed', reason: 'decrypt_failed' })];
    await turn();
    await turn();
    offer({ currentEpoch: 2 });
    await turn();
    expect(instantiated).toHaveLength(1);
    expect(adoption.keys[0]).toMatchObject({ lastFailure: 'decrypt_failed', inFlight: false });
    start = pinned(R2);
    offer({ currentEpoch: 3, reconfigurationOutput: R2 });
    await turn(3);
    expect(instantiated).toHaveLength(2);
    expect(adoption.isKeyed(3)).toBe(true);
  });

  it('loads nothing from an offer of another epoch, says so once, and goes on with one of its own', async () => {
    counted.length = 0;
    offer({ currentEpoch: 1 });
    await turn();
    await turn();
    expect(instantiated).toEqual([]);
    expect(adoption.keys[0]).toMatchObject({ rule: 10, lastFailure: 'epoch_mismatch' });
    expect([counted, said]).toEqual([['epoch_mismatch'], ['network key offered of another epoch']]);
    offer({ currentEpoch: 2 });
    await turn();
    expect(adoption.isKeyed(2)).toBe(true);
    expect(adoption.keys[0]?.lastFailure).toBeNull();
  });

  it('does not wait for an instantiation', async () => {
    const slow = Promise.withResolvers<InstantiationResult>();
    results = [slow.promise];
    await turn();
    expect(adoption.keys[0]?.inFlight).toBe(true);
    expect(adoption.isKeyed(2)).toBe(false);
    slow.resolve({ outcome: 'instantiated' });
    await turn();
    expect(adoption.isKeyed(2)).toBe(true);
  });

  it('tries again where the node did not answer', async () => {
    results = [Promise.reject(new Error('no answer'))];
    await turn();
    await turn();
    expect(instantiated).toHaveLength(2);
    expect(adoption.isKeyed(2)).toBe(true);
  });

  it('takes a key of this epoch by its DKG output alone', async () => {
    offer({ dkgAtEpoch: 2, reconfigurationOutput: null, state: 'network_dkg_completed' });
    start = { requiresCertificate: true, certifiedOutputs: [] };
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 7, adopted: { dkg: DKG, reconfiguration: null } });
  });

  it('tells the node of a stranded key once, and takes it back when the key is instantiated', async () => {
    const slow = Promise.withResolvers<InstantiationResult>();
    results = [slow.promise];
    strand();
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 1, stranded: true });
    expect(marks).toEqual(['stranded in 2']);
    offer({ dkgOutput: DKG });
    await turn();
    expect(adoption.keys[0]).toMatchObject({ rule: 7, stranded: true, inFlight: true });
    slow.resolve({ outcome: 'instantiated' });
    await turn();
    await turn();
    expect(adoption.keys[0]?.stranded).toBe(false);
    expect(marks).toEqual(['stranded in 2', 'recovered in 2']);
  });

  it('tells it after an outage', async () => {
    outage = new Error('no answer');
    strand();
    await expect(turn()).rejects.toBe(outage);
    outage = null;
    await turn();
    expect(marks).toEqual(['stranded in 2']);
  });

  it('takes back a mark of an earlier process, and waits for no other overlay before that', async () => {
    const slow = Promise.withResolvers<InstantiationResult>();
    results = [slow.promise];
    await turn();
    outage = new Error('no answer');
    slow.resolve({ outcome: 'instantiated' });
    await expect(turn()).rejects.toBe(outage);
    outage = null;
    await adoption.turn(2, signal);
    expect([marks, waits]).toEqual([['recovered in 2'], 0]);
    await turn();
    expect([marks, waits]).toEqual([['recovered in 2'], 2]);
  });

  it('tells of a stranded key again from time to time, and in each epoch', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    strand();
    await turn();
    clock.mockReturnValue(REPEAT_MS - 1);
    await turn();
    expect(marks).toEqual(['stranded in 2']);
    clock.mockReturnValue(REPEAT_MS);
    await turn();
    await turn(3);
    expect(marks).toEqual(['stranded in 2', 'stranded in 2', 'stranded in 3']);
  });

  it('forgets with the epoch that a key was stranded', async () => {
    strand();
    await turn();
    start = pinned();
    offer({ currentEpoch: 3, dkgOutput: DKG, reconfigurationOutput: R1 });
    results = [Promise.withResolvers<InstantiationResult>().promise];
    await turn(3);
    expect(adoption.keys[0]).toMatchObject({ rule: 10, stranded: false, inFlight: true });
    expect(marks).toEqual(['stranded in 2']);
  });
});
