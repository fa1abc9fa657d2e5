import { barrier } from './barrier.ts';
import { blobs } from './blobs.ts';
import { type Board, build } from './board.ts';
import { chain } from './chain.ts';
import { freeze } from './freeze.ts';
import { handoff } from './handoff.ts';
import { log } from './log.ts';
import { nats } from './nats.ts';
import { operator } from './operator.ts';
import { postgres } from './postgres.ts';

export { EXPORTER_LABELS, FOREIGN_METRICS, SCRAPE_LABELS } from './foreign-metrics.ts';

const BOARDS: readonly Board[] = [operator, log, freeze, handoff, blobs, barrier, chain, nats, postgres];

/** Every dashboard by its file name, as the text that Grafana reads. */
export const dashboards: ReadonlyMap<string, string> = new Map(
  BOARDS.map((board) => [`${board.name}.json`, `${JSON.stringify(build(board), null, 2)}\n`]),
);
