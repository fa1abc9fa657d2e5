import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Localnet, type LocalnetOutcome, runLocalnet } from '@baton/localnet';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { baton, checkout } from './baton.ts';

const VALIDATORS = 4;
const VICTIM = 'validator-3';

/** A network that goes on until the tests are done, and the command line as an operator of one of its nodes uses it. */
describe('the command line beside a running network', () => {
  const dir = mkdtempSync(join(tmpdir(), 'baton-cli-'));
  const stop = new AbortController();
  let localnet: Localnet;
  let run: Promise<LocalnetOutcome>;

  beforeAll(async () => {
    const epochOver = Promise.withResolvers<void>();
    run = runLocalnet(
      {
        validators: VALIDATORS,
        epochs: 0,
        epochSeconds: 15,
        blobKib: 64,
        graceRounds: 12,
        dir: join(dir, 'network'),
        report: undefined,
        networkKeyOutput: undefined,
        reconfigurationOutput: undefined,
        churn: [],
        protocolVersion: 4,
        upgradeAt: undefined,
        sessionsPerSecond: 0,
        consolePort: undefined,
      },
      {
        signal: stop.signal,
        onRunning: (running) => {
          localnet = running;
        },
        onEvent: ({ event }) => {
          if (event === 'epoch') epochOver.resolve();
        },
      },
    );
    await Promise.race([epochOver.promise, run]);
  });
  afterAll(async () => {
    stop.abort();
    await run;
    rmSync(dir, { recursive: true, force: true });
  });

  const config = (label = 'validator-0') => localnet.layout.configuration(label);
  const authority = (label = 'validator-0'): string =>
    localnet.plan.validators.find((one) => one.label === label)?.authority ?? '';
  const node = (label = 'validator-0') => ['--config', config(label)];
  const log = () => ['--log', `http://127.0.0.1:${localnet.plan.consensusLogPort}`];
  /** The output of a command that must succeed. */
  const ok = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await baton(args);
    expect(exitCode, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
    return String(stdout);
  };
  const json = async (...args: string[]) => JSON.parse(await ok(...args, '--json'));
  const kept = async (name: string, ...args: string[]): Promise<string> => {
    const path = join(dir, name);
    writeFileSync(path, await ok(...args));
    return path;
  };

  it('status: all services of a node on one screen, well between two turns of an epoch', async () => {
    await vi.waitFor(async () => ok('status', ...node(), ...log()), { timeout: 60_000 });
    const { stdout } = await baton(['status', ...node(), ...log(), '--json']);
    const status = JSON.parse(String(stdout));
    expect(status).toMatchObject({
      authority: authority(),
      unreachable: [],
      log: { role: 'active' },
      logProblem: null,
    });
    expect(status.epoch).toBeGreaterThanOrEqual(1);
    expect(status.services.map(({ service }: { service: string }) => service)).toEqual([
      'aggregator',
      'announcer',
      'barrier',
      'blob-service',
      'console',
      'freeze-projector',
      'session-runner',
      'sui-syncer',
    ]);
  });

  it('status --watch: a screen a second until Ctrl-C', async () => {
    const watching = baton(['status', ...node(), ...log(), '--watch', '--interval', '0.2', '--json']);
    let looks = 0;
    for await (const line of watching) {
      expect(JSON.parse(String(line))).toMatchObject({ authority: authority() });
      looks += 1;
      if (looks === 3) watching.kill('SIGINT');
    }
    expect(looks).toBeGreaterThanOrEqual(3);
    expect((await watching).exitCode).toBe(0);
  });

  it('doctor: everything that a node stands on, and each check with its verdict', async () => {
    const diagnosis = await examined('--nats-monitor', localnet.nats.monitorUrl);
    expect(diagnosis.failed).toEqual([]);
    for (const check of [
      'fsync',
      'log',
      'version',
      'clock',
      'database',
      'migrations',
      'keys',
      'chain',
      'peers',
      'process',
    ])
      expect(diagnosis.checks, check).toContain(check);
    expect(diagnosis.detail('peers')).toMatch(/^3 of 3 peers answer/);
    expect(diagnosis.detail('log')).toMatch(/fsyncs each write/);
  });

  it('doctor: finds keys that others can read and says what to do', async () => {
    const key = join(localnet.layout.keys('validator-0'), 'account.key');
    chmodSync(key, 0o644);
    try {
      const { exitCode, stdout } = await baton(['doctor', ...node()]);
      expect(stdout).toMatch(/fail +keys +account\.key/);
      expect(stdout).toContain('chmod 600');
      expect(exitCode).toBe(1);
    } finally {
      chmodSync(key, 0o600);
    }
  });

  /** Space on the machine that runs the tests is not theirs to judge. */
  async function examined(...flags: string[]) {
    const { stdout } = await baton(['doctor', ...node(), ...flags, '--json']);
    const { findings } = JSON.parse(String(stdout)) as {
      findings: { check: string; subject: string; verdict: string; detail: string }[];
    };
    return {
      checks: findings.map(({ check }) => check),
      failed: findings.filter(({ verdict, check }) => verdict === 'fail' && check !== 'disk'),
      detail: (check: string) =>
        findings
          .filter((one) => one.check === check)
          .map(({ detail }) => detail)
          .join('\n'),
    };
  }

  it('log tail: commits as they come', async () => {
    const lines = (await ok('log', 'tail', ...log(), '--all', '--count', '3', '--json')).split('\n');
    const rounds = lines.map((line) => JSON.parse(line).round as number);
    expect(rounds).toHaveLength(3);
    expect(rounds[2]! - rounds[0]!).toBe(2);
    expect(await ok('log', 'tail', ...log(), '--count', '1')).toMatch(
      /epoch \d+ round \d+ {2}\w+ by ([0-9a-f]{12}…|the sequencer)/,
    );
  });

  it('log show: messages by kind and author, and the commit that one stands in', async () => {
    const announcements = await json('log', 'show', '1', ...log(), '--kind', 'validator_mpc');
    expect(announcements.items).toHaveLength(VALIDATORS);
    const filter = ['--kind', 'validator_mpc', '--author', authority().slice(0, 16)];
    const own = await json('log', 'show', '1', ...log(), ...node(), ...filter);
    expect(own.items).toHaveLength(1);
    const [{ round, sequence, author }] = own.items;
    expect(author).toBe(authority());
    const commit = await json('log', 'show', '1', String(round), ...log());
    expect(commit.messages.map((one: { sequence: number }) => one.sequence)).toContain(sequence);
    expect(await ok('log', 'show', '1', String(round), ...log())).toContain(
      `validator_mpc_data_announcement by ${author.slice(0, 12)}…`,
    );
    const newest = await json('log', 'show', '1', ...log(), '--commits', '--reverse', '--limit', '2');
    expect(newest.items[0].round).toBeGreaterThan(newest.items[1].round);
    const unknown = await baton(['log', 'show', '999', ...log()]);
    expect(unknown).toMatchObject({ exitCode: 1, stderr: 'baton: the log has no stream of epoch 999' });
  });

  it('freeze explain: why a validator is in, by the beginning of its name', async () => {
    const told = await ok('freeze', 'explain', authority('validator-2').slice(0, 16), '--epoch', '1', ...node());
    expect(told).toMatch(/in epoch 1: frozen\nwhy: /);
    expect(told).toMatch(/stake [34], quorum 3 +[34] ready signals/);
    const unknown = await baton(['freeze', 'explain', 'zzz', '--epoch', '1', ...node()]);
    expect(unknown.stderr).toMatch(/zzz is no validator known here/);
    expect(unknown.exitCode).toBe(2);
    expect(await ok('freeze', 'show', '1', ...node())).toMatch(/frozen at round \d+/);
  });

  it('barrier show: what an epoch was entered on', async () => {
    expect(await ok('barrier', 'show', '2', ...node())).toMatch(/^epoch 2: ready/);
  });

  it('handoff show, cert show, cert verify: a certificate from a node verifies offline', async () => {
    const told = JSON.parse(await ok('handoff', 'show', '1', ...node()));
    expect(told.attestation.epoch).toBe(1);
    expect(told.signatures.length).toBeGreaterThanOrEqual(3);
    const committee = await kept('committee.json', 'chain', 'committee', '1', ...node());
    for (const certificate of [
      await kept('certificate.json', 'cert', 'show', '1', ...node()),
      await kept('handoff.json', 'handoff', 'show', '1', ...node()),
    ])
      expect(await ok('cert', 'verify', certificate, '--committee', committee)).toMatch(/^valid: epoch 1/m);
  });

  it('cert verify: a tampered certificate is refused with the reason', async () => {
    const committee = await kept('committee.json', 'chain', 'committee', '1', ...node());
    const certificate = JSON.parse(await ok('cert', 'show', '1', ...node()));
    certificate.attestation.items[0].digest = '00'.repeat(32);
    const tampered = join(dir, 'tampered.json');
    writeFileSync(tampered, JSON.stringify(certificate));
    const refused = await baton(['cert', 'verify', tampered, '--committee', committee]);
    expect(refused.stdout).toMatch(/^invalid: invalid_signature/m);
    expect(refused.exitCode).toBe(1);
  });

  it('log verify: an epoch that is over is sound', async () => {
    await vi.waitFor(async () => expect(await ok('log', 'verify', '1', ...node())).toMatch(/^sound$/m), {
      timeout: 30_000,
    });
  });

  describe('beside a node that is down', () => {
    const victim = () => localnet.validators.find(({ plan }) => plan.label === VICTIM)!;
    beforeAll(() => victim().process.stop());
    afterAll(() => victim().process.start());

    it('status says that it does not answer, doctor of another one that a peer is away', async () => {
      const { exitCode, stdout } = await baton(['status', ...node(VICTIM), ...log()]);
      expect(stdout).toMatch(/does not answer/);
      expect(exitCode).toBe(1);
      const diagnosis = await examined();
      expect(diagnosis.detail('peers')).toMatch(/does not answer: .*\n2 of 3 peers answer/);
    });

    it('projection rebuild: empties the tables and makes the same again, telling where it is', async () => {
      const verify = () => json('projection', 'verify', ...node(VICTIM));
      const before = await verify();
      expect(before.freeze.equal && before.handoff.equal).toBe(true);
      const told = await ok('projection', 'rebuild', ...node(VICTIM));
      expect(told).toMatch(/^freeze: epoch 1 to round \d+$/m);
      expect(told).toMatch(/^freeze: epoch 1 done$/m);
      expect(told).toMatch(/^handoff: epoch 1 done$/m);
      const after = await verify();
      expect(after.freeze.equal && after.handoff.equal).toBe(true);
      expect(after.freeze.epochs[0]).toEqual(before.freeze.epochs[0]);
      const steps = (await ok('projection', 'rebuild', ...node(VICTIM), '--only', 'handoff', '--json')).split('\n');
      const [first, ...others] = steps.map((line) => JSON.parse(line));
      expect(first).toMatchObject({ projection: 'handoff', epoch: 1, round: null });
      expect(others.some(({ round, headRound }) => round === headRound)).toBe(true);
    });
  });

  describe('through a console of the network', () => {
    let url: string;
    const serve = () =>
      execa(process.execPath, [`${checkout}services/console/src/main.ts`, '--config', join(dir, 'console.json')], {
        reject: false,
      });
    let serving: ReturnType<typeof serve>;

    beforeAll(async () => {
      const readyFile = join(dir, 'console.ready.json');
      const validators = localnet.validators.map(({ plan: { label, authority }, internalUrl }) => ({
        label,
        authority,
        url: internalUrl,
      }));
      const configuration = {
        network: localnet.plan.network,
        consensusLogUrl: `http://127.0.0.1:${localnet.plan.consensusLogPort}`,
        consoleValidators: validators,
        readyFile,
      };
      writeFileSync(join(dir, 'console.json'), JSON.stringify(configuration));
      serving = serve();
      await vi.waitFor(() => expect(existsSync(readyFile)).toBe(true), { timeout: 30_000 });
      url = JSON.parse(readFileSync(readyFile, 'utf8')).internalUrl;
    });
    afterAll(async () => {
      serving.kill('SIGTERM');
      await serving;
    });

    it('validators are asked and named by their labels', async () => {
      const asked = ['--console', url, '--node', 'validator-1'];
      const status = JSON.parse(String((await baton(['status', ...asked, '--json'])).stdout));
      expect(status).toMatchObject({
        label: 'validator-1',
        authority: authority('validator-1'),
        log: { role: 'active' },
      });
      expect(await ok('freeze', 'explain', 'validator-2', '--epoch', '1', ...asked)).toMatch(
        /^validator-2 \([0-9a-f]{12}…\) in epoch 1: frozen/,
      );
      const own = await json(
        'log',
        'show',
        '1',
        '--console',
        url,
        '--kind',
        'validator_mpc',
        '--author',
        'validator-3',
      );
      expect(own.items.map((one: { author: string }) => one.author)).toEqual([authority('validator-3')]);
      const several = await baton(['status', '--console', url]);
      expect(several).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/name one with --node/) });
    });
  });

  it('keys show: what the network knows the node by', async () => {
    const shown = JSON.parse(await ok('keys', 'show', localnet.layout.keys('validator-0')));
    expect(shown.authority).toBe(authority());
    expect(shown.authority).toBe(JSON.parse(readFileSync(config(), 'utf8')).authority);
  });
});
