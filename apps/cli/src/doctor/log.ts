import { assessDurability, connectToLog, epochOfStream, readServerFacts } from '@baton/log';
import { jetstreamManager, StorageType, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LogConfiguration } from '../configuration.ts';
import { type Finding, fail, reasonOf, skipped, warn } from './finding.ts';
import { judgeClock, readClock } from './judge-clock.ts';
import { type EpochStream, judgeDurability, judgeServerVersion, judgeStream } from './judge-log.ts';

const UNREACHABLE = 'Check natsUrl, the firewall, and whether nats-server runs.';
/** Streams of one network: one an epoch, and deleted ones are gone. */
const STREAMS_MAX = 10_000;

/** The server of the log: version, durability, the newest epoch's stream, its clock. */
export async function examineLog(
  configuration: LogConfiguration,
  monitor: string | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  return [...(await examineServer(configuration, signal)), ...(await examineDurability(monitor, signal))];
}

async function examineServer(configuration: LogConfiguration, signal: AbortSignal): Promise<Finding[]> {
  const { network, sequencerKey: _, ...access } = configuration;
  let connection: NatsConnection | undefined;
  try {
    connection = await connectToLog(access, { name: 'baton-doctor', signal, once: true });
    const version = connection.info?.version ?? 'unknown';
    return [judgeServerVersion(connection.getServer(), version), ...(await examineStream(connection, network))];
  } catch (error) {
    return [fail('log', 'nats-server', reasonOf(error), UNREACHABLE)];
  } finally {
    await connection?.close();
  }
}

async function examineStream(connection: NatsConnection, network: string): Promise<Finding[]> {
  const manager = await jetstreamManager(connection);
  let newest = -1;
  let seen = 0;
  for await (const name of manager.streams.names()) {
    newest = Math.max(newest, epochOfStream(network, name) ?? -1);
    seen += 1;
    if (seen >= STREAMS_MAX) break;
  }
  if (newest < 0)
    return [warn('log', network, 'has no stream yet', 'consensus-log makes the first one once it reads the chain.')];
  const askedMs = Date.now();
  const info = await manager.streams.info(`BATON-${network}-${newest}`);
  const answeredMs = Date.now();
  const theirsMs = Date.parse((info as { ts?: string }).ts ?? '');
  const clock = Number.isNaN(theirsMs) ? [] : [judgeClock(readClock('nats-server', theirsMs, askedMs, answeredMs))];
  const nowMs = Number.isNaN(theirsMs) ? answeredMs : theirsMs;
  return [...judgeStream(streamOf(info, newest, nowMs)), ...clock];
}

function streamOf({ config, state, cluster }: StreamInfo, epoch: number, nowMs: number): EpochStream {
  const lastMs = Date.parse(state.last_ts);
  return {
    name: config.name,
    epoch,
    sealed: config.sealed,
    inMemory: config.storage === StorageType.Memory,
    replicas: config.num_replicas,
    cluster:
      cluster?.name === undefined
        ? null
        : {
            leader: cluster.leader ?? null,
            others: (cluster.replicas ?? []).map(({ name, current, offline }) => ({
              name,
              current,
              offline: offline === true,
            })),
          },
    quietMs: state.messages === 0 ? null : Math.max(0, nowMs - lastMs),
  };
}

async function examineDurability(monitor: string | undefined, signal: AbortSignal): Promise<Finding[]> {
  if (monitor === undefined) {
    const detail = 'durability not looked at: no address of its monitoring';
    return [
      skipped('log', 'nats-server', detail, 'Give --nats-monitor URL; consensus-log looks itself when it starts.'),
    ];
  }
  try {
    return judgeDurability(monitor, assessDurability(await readServerFacts(monitor, signal)));
  } catch (error) {
    return [fail('log', monitor, reasonOf(error), 'Check natsMonitorUrl or --nats-monitor.')];
  }
}
