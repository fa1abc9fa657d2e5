import { createTelemetry, observePeers } from '@baton/telemetry';
import { describe, expect, test } from 'vitest';
import { EXPECTED, encoded, NAMES } from '../test/network.ts';
import { type BootstrapOptions, fetchPriorCertificate } from './bootstrap.ts';
import type { Answer } from './bounded-fetch.ts';
import { PeerAnswers } from './peer-answers.ts';

const peers = NAMES.slice(1).map((name) => ({ name, url: 'http://127.0.0.1:1' }));
const good: Answer = { kind: 'bytes', bytes: encoded() };
const bad: Answer = { kind: 'bytes', bytes: encoded({ signers: 1 }) };
const none: Answer = { kind: 'none' };
const failed: Answer = { kind: 'failed', reason: 'ECONNREFUSED' };

/** Rounds in which each peer gives its answers in turn, the last one for ever. */
function round(answers: readonly (readonly Answer[])[], overrides: Partial<BootstrapOptions> = {}) {
  const attempts = new Map<string, number>();
  return fetchPriorCertificate({
    peers,
    expected: EXPECTED,
    attemptsMax: 3,
    retryMs: 1,
    peerTimeoutMs: 1000,
    measured: observePeers(createTelemetry('test'), 'certificate'),
    note: () => undefined,
    signal: new AbortController().signal,
    ask: async (peer) => {
      const attempt = attempts.get(peer.name) ?? 0;
      attempts.set(peer.name, attempt + 1);
      const own = answers[peers.indexOf(peer)] ?? [none];
      return own[Math.min(attempt, own.length - 1)] ?? none;
    },
    ...overrides,
  });
}

const asked = (seat: number) => ({
  peer: NAMES[seat],
  url: 'http://127.0.0.1:1',
  asked: 'certificate',
  attempts: 3,
  atMs: 7,
});

describe('a round of asking peers', () => {
  test('one good answer wins over any number of bad ones', async () => {
    expect(await round([[bad], [bad], [good]])).toMatchObject({ outcome: 'verified', peer: NAMES[3] });
  });

  test('a peer that never answers holds nobody up', async () => {
    const hanging = new Promise<Answer>(() => undefined);
    const ask = async (peer: { name: string }) =>
      peer.name === NAMES[1] ? hanging : peer.name === NAMES[2] ? bad : good;
    expect(await round([], { ask })).toMatchObject({ outcome: 'verified', peer: NAMES[3] });
  });

  test('a good answer may come late', async () => {
    expect(await round([[failed], [none, none, good], [none]])).toMatchObject({ outcome: 'verified', peer: NAMES[2] });
  });

  test('one liar cannot halt the node, however often asked', async () => {
    const outcome = await round([[bad], [none], [failed]]);
    expect(outcome).toEqual({ outcome: 'unavailable', invalidPeers: [NAMES[1]], required: 2 });
  });

  test('f + 1 distinct members with bad certificates do', async () => {
    const outcome = await round([[bad], [none, bad], [failed]]);
    expect(outcome).toMatchObject({ outcome: 'rejected', required: 2, faults: ['insufficient_stake'] });
  });

  test('whoever was no member of the prior committee cannot reject', async () => {
    const strangers = peers.map((peer, index) => ({
      ...peer,
      name: `${index}${index}`.repeat(48) as typeof peer.name,
    }));
    const ask = async () => bad;
    expect(await round([], { peers: strangers, ask })).toMatchObject({ outcome: 'unavailable', invalidPeers: [] });
  });

  test('nobody reachable is not a rejection', async () => {
    expect(await round([[failed], [failed], [none]])).toMatchObject({ outcome: 'unavailable' });
  });

  test('each answer is told, with what was wrong with it', async () => {
    const told = new PeerAnswers(() => 7);
    await round([[bad], [none], [failed]], { note: told.noteFor(5) });
    expect(told.of(5)).toEqual([
      { ...asked(1), answer: 'bad', detail: 'insufficient_stake' },
      { ...asked(2), answer: 'none', detail: null },
      { ...asked(3), answer: 'failed', detail: 'ECONNREFUSED' },
    ]);
    told.forget(5);
    expect(told.of(5)).toEqual([]);
  });

  test('stops when told', async () => {
    const stopping = new AbortController();
    const asking = round([[none]], {
      retryMs: 60_000,
      signal: stopping.signal,
      ask: async () => {
        stopping.abort();
        return none;
      },
    });
    await expect(asking).rejects.toThrow();
  });
});
