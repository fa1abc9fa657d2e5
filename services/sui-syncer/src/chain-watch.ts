import { type Bell, chainWriters, type Database } from '@baton/read-model';
import type { Change } from '@baton/service-runtime';
import type { ChainError, ChainView, IkaChainReader } from '@baton/sui-client';
import { type Logger, SPANS, type Telemetry, withSpan } from '@baton/telemetry';
import type { ChainClock } from './chain-clock.ts';
import { endOfPublishBlockers } from './end-of-publish.ts';
import type { SuiSyncerMetrics } from './metrics.ts';
import { recordWithPatience } from './patience.ts';
import { epochViewRow, networkKeyRows } from './rows.ts';

interface Dependencies {
  database: Database;
  clock: ChainClock;
  metrics: SuiSyncerMetrics;
  telemetry: Telemetry;
  logger: Logger;
  /** Rung after each recorded view. */
  bells: readonly Bell[];
  change: Change;
}

/** Follows the chain and records what it says; the newest view is at hand for the steps. */
export class ChainWatch {
  readonly #deps: Dependencies;
  view: ChainView | null = null;
  outage: { since: string; code: string } | null = null;
  /** Local clock, milliseconds: when the chain was last read; null before the first time. */
  observedAtMs: number | null = null;
  /** Since when it has been read without an outage. */
  readableSince: string | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(reader: IkaChainReader, signal: AbortSignal): Promise<void> {
    const { telemetry } = this.#deps;
    for await (const view of reader.watch(signal)) {
      const subject = { epoch: view.epoch };
      await withSpan(telemetry, SPANS.chainRead, { subject }, () => this.observe(view, signal));
    }
  }

  async observe(view: ChainView, signal: AbortSignal): Promise<void> {
    const { database, clock, metrics, logger, bells, change } = this.#deps;
    clock.observe(view);
    const previous = this.view;
    metrics.epoch.set(view.epoch);
    metrics.reads.inc({ kind: 'system', result: 'ok' });
    metrics.showBlockers(endOfPublishBlockers(view));
    await recordWithPatience(signal, async () => {
      await database.db.transaction(async (transaction) => {
        await chainWriters.writeNetworkKeys(transaction, networkKeyRows(view));
        await chainWriters.writeEpochView(transaction, epochViewRow(view, Date.now()));
      });
    });
    this.view = view;
    this.observedAtMs = Date.now();
    this.readableSince ??= new Date().toISOString();
    if (previous?.epoch !== view.epoch) {
      const members = view.committee.members.length;
      logger.info({ epoch: view.epoch, members, protocolVersion: view.protocolVersion }, 'the chain is in a new epoch');
    } else if (previous.nextCommittee === null && view.nextCommittee !== null) {
      logger.info(
        { epoch: view.epoch, members: view.nextCommittee.members.length },
        'the chain named the next committee',
      );
    }
    change.announce();
    for (const bell of bells) bell.ring();
  }

  /** Told once when reading begins to fail and once when it works again. */
  onOutage(error: ChainError | null): void {
    const { metrics, logger } = this.#deps;
    if (error === null) {
      logger.info({ since: this.outage?.since }, 'the chain can be read again');
      this.outage = null;
      this.readableSince = this.view === null ? null : new Date().toISOString();
      return;
    }
    metrics.reads.inc({ kind: 'system', result: 'error' });
    this.outage = { since: new Date().toISOString(), code: error.code };
    this.readableSince = null;
    logger.warn({ err: error, code: error.code }, 'the chain cannot be read; trying on');
  }
}
