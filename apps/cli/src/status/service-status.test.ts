import { describe, expect, it } from 'vitest';
import { Field } from '../json-input.ts';
import type { LogHead } from './document.ts';
import { serviceStatus } from './service-status.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const SINCE = '2026-11-22T11:57:00Z';
const log: LogHead = { epoch: 3, round: 4_000, timestampMs: NOW - 100, role: 'active', closed: false };

function projection(over: Record<string, unknown> = {}) {
  return {
    projection: 'freeze',
    epoch: 3,
    round: 4_000,
    timestampMs: NOW - 100,
    headRound: 4_000,
    lag: 0,
    caughtUp: true,
    waitingFor: null,
    idle: false,
    since: SINCE,
    stalledSince: null,
    ...over,
  };
}

function told(service: string, readiness: object, status: object, before?: { round: number; headRound: number }) {
  const answer = new Field({ readiness, status }, 'answer');
  const earlier = before && { atMs: NOW - 1_000, epoch: 3, ...before };
  return serviceStatus(service, answer, { nowMs: NOW, log, before: earlier });
}

describe('what a service is at', () => {
  it('is ok at the head, also between two commits', () => {
    expect(told('freeze-projector', { ready: true }, projection())).toMatchObject({
      state: 'ok',
      lagCommits: 0,
      lagSeconds: 0,
      since: null,
    });
    const behind = told(
      'freeze-projector',
      { ready: false, waitingFor: 'catching up with the log', since: SINCE },
      projection({ round: 3_999 }),
    );
    expect(behind).toMatchObject({ state: 'ok', lagCommits: 1, remedy: null });
  });

  it('is catching up far behind, with an estimate from the pace', () => {
    const readiness = { ready: false, waitingFor: 'catching up with the log', since: SINCE };
    const status = projection({ round: 2_000, timestampMs: NOW - 200_100, caughtUp: false });
    expect(told('aggregator', readiness, status)).toMatchObject({
      state: 'catching_up',
      lagCommits: 2_000,
      lagSeconds: 200,
      etaSeconds: null,
      waitingFor: null,
    });
    expect(told('aggregator', readiness, status, { round: 1_500, headRound: 4_000 })).toMatchObject({ etaSeconds: 4 });
  });

  it('counts its lag by the log itself where it no longer sees the head', () => {
    const status = projection({ round: 3_000, headRound: 3_000, timestampMs: NOW - 100_100 });
    expect(told('aggregator', { ready: true }, status)).toMatchObject({
      state: 'catching_up',
      lagCommits: 1_000,
      lagSeconds: 100,
    });
  });

  it('is stalled, with what to do, where the log stands still', () => {
    const readiness = { ready: false, waitingFor: 'commits of the log', since: SINCE };
    const stalled = told('freeze-projector', readiness, projection({ stalledSince: SINCE }));
    expect(stalled).toMatchObject({ state: 'stalled', since: SINCE, waitingFor: 'commits of the log' });
    expect(stalled.remedy).toMatch(/consensus-log runs/);
  });

  it.each([
    ['epoch 4: no_certificate', /No member gave it the certificate/],
    ['epoch 4: missing_outputs', /not the bytes that it names/],
    ['epoch 4: prior_epoch_unknown', /Check suiUrl/],
  ])('waits at the barrier for %s, each with its remedy', (waitingFor, remedy) => {
    const waiting = told(
      'barrier',
      { ready: false, waitingFor, since: SINCE },
      { epoch: 3, seated: true, waiting: [] },
    );
    expect(waiting).toMatchObject({ state: 'waiting', since: SINCE, waitingFor });
    expect(waiting.remedy).toMatch(remedy);
  });

  it('points at the service that another one only follows', () => {
    const waitingFor = 'barrier of epoch 4 or later';
    const follower = told('freeze-projector', { ready: false, waitingFor, since: SINCE }, projection({ waitingFor }));
    expect(follower).toMatchObject({ state: 'waiting', remedy: null, detail: `${waitingFor}; see barrier` });
    const announcer = told(
      'announcer',
      { ready: false, waitingFor: 'chain_view', since: SINCE },
      { epoch: null, idle: 'chain_view', joining: null },
    );
    expect(announcer).toMatchObject({ remedy: null, detail: 'chain_view; see sui-syncer' });
  });

  it('is idle without a seat, which is nothing to worry about', () => {
    const waitingFor = 'a seat: this validator is in no committee from epoch 4 on';
    expect(told('aggregator', { ready: true }, projection({ idle: true, waitingFor }))).toMatchObject({
      state: 'idle',
      waitingFor,
      remedy: null,
    });
    const announcer = told('announcer', { ready: true }, { epoch: null, idle: 'not_in_committee', joining: null });
    expect(announcer).toMatchObject({ state: 'idle', epoch: null });
  });

  it('has a remedy also where it is ready but holds the switch of epochs', () => {
    const syncer = told('sui-syncer', { ready: true }, { epoch: 3, hold: 'not_closed', outage: null });
    expect(syncer).toMatchObject({ state: 'ok', detail: "holds the epoch's switch: not_closed" });
    expect(syncer.remedy).toMatch(/who has not voted/);
  });

  it('takes -1 for no epoch, and refuses what is no status', () => {
    expect(told('barrier', { ready: true }, { epoch: -1, waiting: [] })).toMatchObject({ epoch: null });
    expect(() => told('barrier', { ready: 'yes' }, {})).toThrow('answer.readiness.ready is not true or false');
  });
});
