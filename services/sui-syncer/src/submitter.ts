import { loadSuiAccount } from '@baton/keys';
import type { AuthorityName } from '@baton/protocol';
import type { Database } from '@baton/read-model';
import { type connectSui, createChainWriter, type IkaChainReader } from '@baton/sui-client';
import type { Logger, Telemetry } from '@baton/telemetry';
import type { BlobClient } from './blob-client.ts';
import { CertifiedCheckpoints } from './certified-checkpoints.ts';
import type { SuiSyncerConfig } from './config.ts';
import { EpochSwitch } from './epoch-switch.ts';
import type { SuiSyncerMetrics } from './metrics.ts';
import { TurnTaking } from './turn-taking.ts';

interface Surroundings {
  config: SuiSyncerConfig;
  client: ReturnType<typeof connectSui>;
  reader: IkaChainReader;
  blobs: BlobClient;
  database: Database;
  telemetry: Telemetry;
  metrics: SuiSyncerMetrics;
  logger: Logger;
  chainNowMs: () => number;
}

/** Null for a node without a validator's name or account: it only watches. */
export async function epochSwitchOf(around: Surroundings): Promise<EpochSwitch | null> {
  const { config, client, reader, blobs, database, telemetry, metrics, logger, chainNowMs } = around;
  if (config.authority === undefined || config.keysDir === undefined) return null;
  const monotonicMs = (): number => performance.now();
  const signer = await loadSuiAccount(config.keysDir);
  return new EpochSwitch({
    self: config.authority as AuthorityName,
    database,
    reader,
    writer: createChainWriter(config, { client, signer }),
    checkpoints: new CertifiedCheckpoints({ blobs, metrics, logger }),
    turns: new TurnTaking(config.submitStaggerMs, monotonicMs),
    telemetry,
    metrics,
    logger,
    chainNowMs,
    monotonicMs,
  });
}
