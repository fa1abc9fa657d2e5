import { compareReadModels, PROJECTION_NAMES, rebuildReadModels } from '@baton/node';
import { readNodeConfiguration } from '../configuration.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { printJson, printLines } from '../output/print.ts';
import { counted } from '../output/words.ts';
import { barScreen, jsonScreen, plainScreen, type RebuildScreen } from './rebuild-progress.ts';
import { unlessStill } from './standstill.ts';

export interface ProjectionFlags {
  config: string;
  only?: string;
  json?: boolean;
}

/** Longer than a database may be away. */
const STANDSTILL_MS = 15 * 60_000;
const UNFINISHED =
  'stopped; the read models are incomplete until the node has started again, or another rebuild is done';
/** What a bar and its text need; a terminal that does not know its width has none. */
const BAR_COLUMNS_MIN = 80;

function chosen({ only }: ProjectionFlags) {
  return PROJECTION_NAMES.filter((name) => only === undefined || name === only);
}

/** docs/spec/projection.md#comparison */
export async function verifyProjections(flags: ProjectionFlags): Promise<number> {
  const address = await readNodeConfiguration(flags.config);
  const reports = await unlessStill(STANDSTILL_MS, ({ signal, goesOn }) =>
    compareReadModels(address, chosen(flags), { signal, onStep: goesOn }),
  );
  const equal = Object.values(reports).every((report) => report.equal);
  if (flags.json === true) printJson(reports);
  else {
    for (const [name, report] of Object.entries(reports)) {
      const rows = Object.values(report.rows).reduce((sum, count) => sum + count, 0);
      const verdict = report.equal ? 'equal' : `${counted(report.differenceCount, 'row')} differ`;
      const differing = report.differences.map(({ table, key }) => `  ${table} ${key}`);
      printLines([`${name}: ${counted(report.epochs.length, 'epoch')}, ${rows} rows: ${verdict}`, ...differing]);
    }
  }
  return equal ? EXIT.ok : EXIT.failure;
}

/** docs/spec/projection.md#rebuild */
export async function rebuildProjections(flags: ProjectionFlags): Promise<void> {
  const address = await readNodeConfiguration(flags.config);
  const screen = await screenFor(flags);
  const interrupted = interruption();
  try {
    await unlessStill(STANDSTILL_MS, ({ signal, goesOn }) =>
      rebuildReadModels(address, chosen(flags), {
        signal: AbortSignal.any([interrupted, signal]),
        onStep: goesOn,
        onProgress: (projection, at) => screen.show({ projection, ...at }),
      }),
    );
  } catch (error) {
    screen.close(error);
    if (interrupted.aborted) throw new CommandFailure(UNFINISHED, EXIT.interrupted, { cause: error });
    throw error;
  }
  screen.close();
}

async function screenFor({ json }: ProjectionFlags): Promise<RebuildScreen> {
  if (json === true) return jsonScreen();
  const { isTTY, columns } = process.stdout;
  return isTTY && columns >= BAR_COLUMNS_MIN ? barScreen() : plainScreen();
}
