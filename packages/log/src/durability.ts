import { tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';
import { LogError } from './errors.ts';
import { StopError } from './stop.ts';

const MONITORING_TIMEOUT_MS = 5_000;
const MINIMUM_VERSION = [2, 14] as const;

/** What the server's monitoring (`/varz`) says about keeping messages. */
export interface ServerFacts {
  version: string;
  jetstream: boolean;
  syncAlways: boolean;
  storeDir: string | null;
}

export interface DurabilityReport extends ServerFacts {
  /** Each one means that acknowledged messages can be lost. */
  problems: string[];
  warnings: string[];
}

/** Pure verdict over what the server tells of itself. docs/spec/log.md#durability */
export function assessDurability(facts: ServerFacts, temporaryDirectory: string = tmpdir()): DurabilityReport {
  const problems: string[] = [];
  const warnings: string[] = [];
  if (!isRecent(facts.version))
    problems.push(`nats-server ${facts.version} is older than ${MINIMUM_VERSION.join('.')}`);
  if (!facts.jetstream) problems.push('JetStream is off');
  else if (!facts.syncAlways) problems.push('sync_interval is not "always": a power cut loses acknowledged messages');
  if (facts.storeDir !== null && isWithin(facts.storeDir, temporaryDirectory)) {
    warnings.push(`the store directory ${facts.storeDir} is under the temporary directory of the system`);
  }
  return { ...facts, problems, warnings };
}

/** Rejects with LogError MONITORING_UNAVAILABLE when the address gives no usable answer. */
export async function readServerFacts(monitoringUrl: string, signal: AbortSignal): Promise<ServerFacts> {
  let body: unknown;
  try {
    const response = await fetch(new URL('/varz', monitoringUrl), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(MONITORING_TIMEOUT_MS)]),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    body = await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw new LogError('MONITORING_UNAVAILABLE', `no answer from the monitoring of nats-server at ${monitoringUrl}`, {
      cause,
    });
  }
  const { version, jetstream } = body as { version?: unknown; jetstream?: { config?: Record<string, unknown> } };
  const config = jetstream?.config;
  return {
    version: typeof version === 'string' ? version : 'unknown',
    jetstream: config !== undefined,
    syncAlways: config?.sync_always === true,
    storeDir: typeof config?.store_dir === 'string' ? config.store_dir : null,
  };
}

/**
 * Refuses (LOG_UNSAFE) to go on over a server that may lose what it acknowledged, unless told to. `monitoringUrl` may
 * name the servers of a cluster with commas between; each is asked.
 */
export async function checkDurability(
  monitoringUrl: string,
  options: { allowUnsafe: boolean; signal: AbortSignal },
): Promise<Pick<DurabilityReport, 'problems' | 'warnings'>> {
  const urls = monitoringUrl.split(',').map((url) => url.trim());
  const reports = await Promise.all(
    urls.map(async (url) => assessDurability(await readServerFacts(url, options.signal))),
  );
  const problems = reports.flatMap((report) => report.problems);
  if (problems.length > 0 && !options.allowUnsafe) throw new StopError('LOG_UNSAFE', problems.join('; '), { reports });
  return { problems, warnings: reports.flatMap((report) => report.warnings) };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM_VERSION[0] || (major === MINIMUM_VERSION[0] && minor >= MINIMUM_VERSION[1]);
}

function isWithin(path: string, directory: string): boolean {
  return `${resolve(path)}${sep}`.startsWith(`${resolve(directory)}${sep}`);
}
