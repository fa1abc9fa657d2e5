import type { AuthorityName, Epoch } from '@baton/protocol';
import type { RelayAnswer } from './relay-checks.ts';

/** Answers kept, the newest: a joiner that asks again and hears the same makes no new one. */
export const RELAYS_KEPT = 256;

/** What this node answered a joiner, and how often in a row. */
export interface RelayRecord {
  /** Ascending over the life of the process. */
  number: number;
  joiner: AuthorityName;
  /** The epoch that the announcement is for. */
  epoch: Epoch;
  outcome: RelayAnswer['outcome'];
  reason: string | null;
  detail: string | null;
  times: number;
  /** Local clock, milliseconds: the first and the last time. */
  firstMs: number;
  lastMs: number;
}

/** The latest answers to joiners, for an operator who looks why one does not get in. */
export class RelayHistory {
  readonly #now: () => number;
  readonly #records: RelayRecord[] = [];
  #recorded = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  note(joiner: AuthorityName, epoch: Epoch, answer: RelayAnswer): RelayRecord {
    const now = this.#now();
    const reason = answer.outcome === 'rejected' ? answer.reason : null;
    const detail = answer.outcome === 'rejected' ? (answer.detail ?? null) : null;
    const last = this.#records.findLast((one) => one.joiner === joiner && one.epoch === epoch);
    if (last?.outcome === answer.outcome && last.reason === reason) {
      last.times += 1;
      last.detail = detail;
      last.lastMs = now;
      return last;
    }
    this.#recorded += 1;
    const said = { outcome: answer.outcome, reason, detail, times: 1, firstMs: now, lastMs: now };
    const record = { number: this.#recorded, joiner, epoch, ...said };
    this.#records.push(record);
    if (this.#records.length > RELAYS_KEPT) this.#records.shift();
    return record;
  }

  /** At most `limit` of those with numbers below `before`, newest first. */
  newest({ before = Number.MAX_SAFE_INTEGER, limit }: { before?: number | undefined; limit: number }): RelayRecord[] {
    return this.#records
      .filter(({ number }) => number < before)
      .slice(-limit)
      .reverse();
  }
}
