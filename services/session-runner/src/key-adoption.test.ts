import { digest, objectId } from '@baton/protocol';
import { createTelemetry } from '@baton/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineInterface, EpochStart, OfferedKey } from './engine-client.ts';
import type { InstantiationResult } from './instantiation.ts';
import { KeyAdoption } from './key-adoption.ts';
import { sessionMetrics } from './metrics.ts';

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
  const make = () => {
    const engine = {
      networkKeys: async () => ({ version: `${version}`, keys: [offered] }),
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
      metrics: sessionMetrics(createTelemetry('test')),
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
    make();
  });

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
    offer({ reconfigurationOutput: R2 });
    await turn(3);
    expect(instantiated).toHaveLength(2);
    expect(adoption.isKeyed(3)).toBe(true);
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
});
