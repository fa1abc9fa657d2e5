import { describe, expect, it } from 'vitest';
import { plain } from '../testing/plain.ts';
import type { NodeStatus, ServiceStatus } from './document.ts';
import { statusLines } from './status-lines.ts';

const AT = '2026-11-22T12:00:00.000Z';

const service = (over: Partial<ServiceStatus>): ServiceStatus => ({
  service: 'aggregator',
  state: 'ok',
  epoch: 3,
  round: 4_000,
  headRound: 4_000,
  lagCommits: 0,
  lagSeconds: 0,
  etaSeconds: null,
  waitingFor: null,
  since: null,
  detail: '',
  remedy: null,
  ...over,
});

const status = (over: Partial<NodeStatus>): NodeStatus => ({
  at: AT,
  ok: true,
  label: 'validator-0',
  authority: 'ab'.repeat(48),
  epoch: 3,
  protocolVersion: 4,
  services: [service({})],
  unreachable: [],
  log: null,
  logProblem: null,
  barrier: [],
  ...over,
});

describe('the screen of a node', () => {
  it('says in its first line who, where and whether all is well', () => {
    expect(plain(statusLines(status({})))[0]).toBe(
      'validator-0 abababababab… · epoch 3, protocol version 4 · all well',
    );
  });

  it('shows lag in commits and time, and how long it will take', () => {
    const behind = service({ state: 'catching_up', round: 2_000, lagCommits: 2_000, lagSeconds: 200, etaSeconds: 65 });
    const [, , , row] = plain(statusLines(status({ ok: false, services: [behind] })));
    expect(row).toContain('2000 (3 min 20 s), ETA 1 min 5 s');
    expect(row).toMatch(/^aggregator +catching up +3 +2000/);
  });

  it('shows what waits since when, what is missing and what to do', () => {
    const since = '2026-11-22T11:57:00Z';
    const waiting = service({
      service: 'barrier',
      state: 'waiting',
      lagCommits: null,
      since,
      detail: 'epoch 4: missing_outputs',
      remedy: 'Do this.',
    });
    const missing = [{ output: 'network_dkg_output', keyId: `0x${'7'.repeat(64)}`, digest: 'c'.repeat(64) }];
    const barrier = [{ epoch: 4, state: 'waiting', reason: 'missing_outputs', since, retries: 180, missing }];
    const lines = plain(statusLines(status({ ok: false, services: [waiting], barrier })));
    expect(lines.join('\n')).toContain('11:57:00 UTC (3 min)');
    expect(lines).toContain('barrier of epoch 4: waiting (missing_outputs) for 3 min, looked 180 times');
    expect(lines).toContain('  missing: network_dkg_output of 0x777777777777…, digest cccccccccccc…');
    expect(lines.slice(-2)).toEqual(['what to do', '  barrier: Do this.']);
  });

  it('names what does not answer', () => {
    const lines = plain(statusLines(status({ ok: false, services: [], unreachable: ['http://127.0.0.1:1/'] })));
    expect(lines).toContain('http://127.0.0.1:1/ does not answer');
  });

  it('says why the log did not answer', () => {
    const lines = plain(statusLines(status({ ok: false, logProblem: 'http://127.0.0.1:1 does not answer' })));
    expect(lines).toContain('log: http://127.0.0.1:1 does not answer');
  });

  it('tells the log where it was to be reached', () => {
    const log = { epoch: 3, round: 4_001, timestampMs: Date.parse(AT) - 100, role: 'active', closed: true };
    expect(plain(statusLines(status({ log })))).toContain(
      'log: epoch 3, round 4001, last commit 100 ms ago, active, closed',
    );
  });
});
