import type { SchemaState } from '@baton/read-model';
import { describe, expect, it } from 'vitest';
import { plain } from '../testing/plain.ts';
import type { Finding, Verdict } from './finding.ts';
import { diagnose, findingLines } from './finding-lines.ts';
import { judgeClock, readClock } from './judge-clock.ts';
import { judgeDatabase, judgeSchemas } from './judge-database.ts';
import { type EpochStream, judgeDurability, judgeServerVersion, judgeStream } from './judge-log.ts';
import { judgeFsync, judgeMode, judgeNode, judgeSpace } from './judge-machine.ts';
import { judgePeers, type PeerReach } from './judge-peers.ts';

const verdicts = (findings: readonly Finding[]): Verdict[] => findings.map(({ verdict }) => verdict);
const GIB = 1_024 ** 3;

describe('the machine', () => {
  it.each([
    ['24.4.0', 'ok'],
    ['26.0.0', 'ok'],
    ['24.3.9', 'fail'],
    ['22.20.0', 'fail'],
  ])('Node %s is %s', (version, verdict) => {
    expect(judgeNode(version).verdict).toBe(verdict);
  });

  it.each([
    [100 * GIB, 200 * GIB, 'ok'],
    [4 * GIB, 20 * GIB, 'warn'],
    [40 * GIB, 1_000 * GIB, 'warn'],
    [0.5 * GIB, 2 * GIB, 'fail'],
  ])('%d bytes free of %d are %s', (free, total, verdict) => {
    expect(judgeSpace('/data', { free, total }).verdict).toBe(verdict);
  });

  it.each([
    [[1, 2, 3], 'ok'],
    [[1, 1, 1, 1, 400], 'warn'],
    [[30, 30, 30], 'warn'],
    [[300, 300, 300], 'fail'],
  ])('fsync in %j ms is %s', (latencies, verdict) => {
    expect(judgeFsync('/data', latencies).verdict).toBe(verdict);
  });

  it('files that others may read are worth a warning with the command that cures it', () => {
    expect(judgeMode('keys', '/keys', 0o40700, '700').verdict).toBe('ok');
    expect(judgeMode('configuration', '/c.json', 0o100644, '600')).toMatchObject({
      verdict: 'warn',
      remedy: 'chmod 600 /c.json',
    });
  });
});

describe('clocks', () => {
  it('are compared halfway between question and answer', () => {
    expect(readClock('peer', 5_050, 5_000, 5_100)).toEqual({ source: 'peer', aheadMs: 0, uncertaintyMs: 50 });
    expect(readClock('peer', 5_000, 5_400, 5_600, 1_000)).toEqual({ source: 'peer', aheadMs: 0, uncertaintyMs: 600 });
  });

  it.each([
    [0, 'ok'],
    [-900, 'ok'],
    [1_500, 'warn'],
    [-60_000, 'fail'],
  ])('%d ms off is %s', (aheadMs, verdict) => {
    expect(judgeClock({ source: 'nats-server', aheadMs, uncertaintyMs: 10 }).verdict).toBe(verdict);
  });

  it('are not blamed for what the reading itself leaves open', () => {
    expect(judgeClock({ source: 'peer', aheadMs: 1_400, uncertaintyMs: 600 }).verdict).toBe('ok');
  });
});

describe('the log', () => {
  const stream: EpochStream = {
    name: 'BATON-n-3',
    epoch: 3,
    sealed: false,
    inMemory: false,
    replicas: 1,
    cluster: null,
    quietMs: 90,
  };
  const member = (name: string, over = {}) => ({ name, current: true, offline: false, ...over });
  const cluster = { leader: 'a', others: [member('b'), member('c')] };

  it('is well where it moves, or has ended', () => {
    expect(verdicts(judgeStream(stream))).toEqual(['ok', 'ok']);
    expect(verdicts(judgeStream({ ...stream, sealed: true, quietMs: 900_000 }))).toEqual(['ok', 'ok']);
    expect(verdicts(judgeStream({ ...stream, replicas: 3, cluster }))).toEqual(['ok', 'ok']);
  });

  it.each([
    ['stands still', { quietMs: 60_000 }, 'fail'],
    ['has no commit', { quietMs: null }, 'fail'],
    ['is kept in memory', { inMemory: true }, 'fail'],
    ['has no leader', { replicas: 3, cluster: { ...cluster, leader: null } }, 'fail'],
    ['lacks a copy', { replicas: 3, cluster: { leader: 'a', others: [member('b', { offline: true })] } }, 'warn'],
    ['has a copy behind', { replicas: 3, cluster: { leader: 'a', others: [member('b', { current: false })] } }, 'warn'],
    ['has one copy in a cluster', { cluster: { leader: 'a', others: [] } }, 'warn'],
  ])('is told when it %s', (_name, over, verdict) => {
    const found = judgeStream({ ...stream, ...over }).find((one) => one.verdict === verdict);
    expect(found?.remedy).toBeTruthy();
  });

  it('is safe only on a server that fsyncs, of a version that can', () => {
    const facts = { version: '2.15.1', jetstream: true, syncAlways: true, storeDir: '/data' };
    expect(verdicts(judgeDurability('m', { ...facts, problems: [], warnings: [] }))).toEqual(['ok']);
    expect(verdicts(judgeDurability('m', { ...facts, problems: ['sync'], warnings: ['tmp'] }))).toEqual([
      'fail',
      'warn',
    ]);
    expect(verdicts(judgeDurability('m', { ...facts, problems: [], warnings: ['tmp'] }))).toEqual(['ok', 'warn']);
    expect(judgeServerVersion('s', '2.15.1').verdict).toBe('ok');
    expect(judgeServerVersion('s', '2.9.10').verdict).toBe('fail');
  });
});

describe('the database', () => {
  const facts = {
    versionNumber: 180_004,
    version: '18.4',
    fsync: 'on',
    fullPageWrites: 'on',
    synchronousCommit: 'on',
    connections: 10,
    connectionsMax: 100,
  };

  it('is well with everything on', () => {
    expect(verdicts(judgeDatabase('db', facts))).toEqual(['ok', 'ok']);
  });

  it.each([
    ['fsync is off', { fsync: 'off' }, 'fail'],
    ['pages may be torn', { fullPageWrites: 'off' }, 'fail'],
    ['commits may be lost', { synchronousCommit: 'off' }, 'warn'],
    ['it is too old', { versionNumber: 130_010 }, 'fail'],
    ['connections run out', { connections: 95 }, 'warn'],
  ])('is told where %s', (_name, over, verdict) => {
    expect(verdicts(judgeDatabase('db', { ...facts, ...over }))).toContain(verdict);
  });

  it('may have older tables than this build, never newer ones', () => {
    const state = (each: 'missing' | 'older' | 'current' | 'newer') => [{ schema: 'freeze' as const, state: each }];
    expect(judgeSchemas('db', state('current'), true).verdict).toBe('ok');
    expect(judgeSchemas('db', state('older'), true).verdict).toBe('warn');
    expect(judgeSchemas('db', state('missing'), true).verdict).toBe('warn');
    expect(judgeSchemas('db', state('newer'), true).verdict).toBe('fail');
  });
});

describe('tables that the role of the node may not make', () => {
  const judged = (state: SchemaState['state']) => judgeSchemas('db', [{ schema: 'freeze', state }], false);

  it.each(['older', 'missing'] as const)('are made by their owner before it starts: %s', (state) => {
    expect(judged(state)).toMatchObject({
      verdict: 'fail',
      remedy: expect.stringContaining('`baton database migrate`'),
    });
  });

  it('are well where they are of this build', () => {
    expect(judged('current').verdict).toBe('ok');
  });
});

describe('peers', () => {
  const peer = (index: number, over: Partial<PeerReach> = {}): PeerReach => ({
    authority: String(index).repeat(96),
    label: null,
    address: `http://peer-${index}`,
    self: index === 0,
    stake: 1,
    answeredMs: 12,
    strange: false,
    reason: '',
    ...over,
  });
  const away = { answeredMs: null, reason: 'connect ECONNREFUSED' };

  it('are summed up where they answer', () => {
    const [summary, ...others] = judgePeers(
      [0, 1, 2, 3].map((index) => peer(index)),
      2,
    );
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ verdict: 'ok', detail: '3 of 3 peers answer, the slowest in 12 ms' });
  });

  it('are named where one is away', () => {
    const found = judgePeers([peer(0), peer(1), peer(2), peer(3, away)], 2);
    expect(verdicts(found)).toEqual(['warn', 'ok']);
    expect(found[0]?.subject).toContain('http://peer-3');
  });

  it('fail together where too little stake is left to get help from', () => {
    const found = judgePeers([peer(0), peer(1, away), peer(2, away), peer(3)], 2);
    expect(verdicts(found)).toEqual(['warn', 'warn', 'fail']);
  });

  it('count only where they answer as a node does', () => {
    expect(verdicts(judgePeers([peer(0), peer(1, { strange: true }), peer(2)], 1))).toEqual(['warn', 'ok']);
  });

  it('include the own face, which others may still reach', () => {
    expect(judgePeers([peer(0, away), peer(1)], 1)[0]).toMatchObject({
      verdict: 'warn',
      subject: 'own face at http://peer-0',
    });
  });
});

describe('a diagnosis', () => {
  const found: Finding[] = [
    { check: 'disk', subject: '/data', verdict: 'ok', detail: '9 GiB free', remedy: null },
    { check: 'keys', subject: 'account.key', verdict: 'warn', detail: 'exposed', remedy: 'chmod 600' },
    { check: 'log', subject: 'nats', verdict: 'skipped', detail: 'not looked at', remedy: null },
  ];

  it('is good with warnings, unless it is strict', () => {
    expect(diagnose(found, false).ok).toBe(true);
    expect(diagnose(found, true).ok).toBe(false);
    expect(diagnose([{ ...found[0]!, verdict: 'fail' }], false).ok).toBe(false);
  });

  it('has what to do below what is wrong, and the sum at the end', () => {
    expect(plain(findingLines(diagnose(found, false)))).toEqual([
      'ok       disk  /data        9 GiB free',
      'warn     keys  account.key  exposed',
      '         → chmod 600',
      'skipped  log   nats         not looked at',
      '',
      '1 ok, 1 warning, 0 failed, 1 not looked at',
    ]);
  });
});
