import type { DurabilityReport } from '@baton/log';
import { counted, duration } from '../output/words.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const DURABLE =
  'nats-server 2.14 or later with `sync_interval: always` in its jetstream block (docs/run/errors.md, LOG_UNSAFE).';

/** What nats-server's monitoring says of keeping what it acknowledged. */
export function judgeDurability(monitor: string, { problems, warnings, version }: DurabilityReport): Finding[] {
  const verdict =
    problems.length === 0
      ? [ok('log', monitor, `nats-server ${version} fsyncs each write before it answers`)]
      : problems.map((problem) => fail('log', monitor, problem, DURABLE));
  const elsewhere = 'Give JetStream a store_dir on a disk that stays.';
  return [...verdict, ...warnings.map((problem) => warn('log', monitor, problem, elsewhere))];
}

const MINIMUM_SERVER = [2, 14] as const;

export function judgeServerVersion(server: string, version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > MINIMUM_SERVER[0] || (major === MINIMUM_SERVER[0] && minor >= MINIMUM_SERVER[1]);
  return recent
    ? ok('version', 'nats-server', `${version} at ${server}`)
    : fail('version', 'nats-server', version, DURABLE);
}

export interface EpochStream {
  name: string;
  epoch: number;
  sealed: boolean;
  inMemory: boolean;
  replicas: number;
  /** Null on a server that is no member of a cluster. */
  cluster: { leader: string | null; others: { name: string; current: boolean; offline: boolean }[] } | null;
  /** Age of its last message; null for an empty stream. */
  quietMs: number | null;
}

const QUIET_FAIL_MS = 10_000;

/** The newest epoch's stream: does it move, does it survive. */
export function judgeStream(stream: EpochStream): Finding[] {
  const { name, inMemory, sealed, quietMs } = stream;
  const found: Finding[] = [];
  if (inMemory)
    found.push(
      fail('log', name, 'is kept in memory', 'Restore the stream on file storage; consensus-log makes it so.'),
    );
  found.push(...judgeReplicas(stream));
  if (sealed) found.push(ok('log', name, 'ended and sealed; the next epoch has no stream yet'));
  else if (quietMs === null || quietMs > QUIET_FAIL_MS)
    found.push(
      fail(
        'log',
        name,
        quietMs === null ? 'has no commit yet' : `has stood still for ${duration(quietMs)}`,
        'Start consensus-log, or look at its log: it commits ten times a second, also without messages.',
      ),
    );
  else found.push(ok('log', name, `moves; last commit ${duration(quietMs)} ago`));
  return found;
}

function judgeReplicas({ name, replicas, cluster }: EpochStream): Finding[] {
  if (cluster === null)
    return [ok('log', name, replicas === 1 ? 'one copy, on a single server' : counted(replicas, 'copy', 'copies'))];
  if (cluster.leader === null)
    return [
      fail(
        'log',
        name,
        'has no leader',
        'Bring a majority of the JetStream servers back; nothing can be appended until then.',
      ),
    ];
  const away = cluster.others.filter(({ offline, current }) => offline || !current);
  if (away.length > 0)
    return [
      warn(
        'log',
        name,
        `${counted(away.length, 'copy', 'copies')} of ${replicas} away or behind: ${away.map((one) => one.name).join(', ')}`,
        'Bring the server back, or look at its log.',
      ),
    ];
  if (replicas === 1)
    return [
      warn(
        'log',
        name,
        'one copy in a cluster',
        'Set streamReplicas to 3 in the configuration of consensus-log; new epochs have it.',
      ),
    ];
  return [ok('log', name, `${replicas} copies, all current, leader ${cluster.leader}`)];
}
