import { compareReadModels, PROJECTION_NAMES, rebuildReadModels } from '@baton/node';
import { readNodeConfiguration } from './configuration.ts';
import { EXIT } from './failure.ts';

export interface ProjectionFlags {
  config: string;
  only?: string;
  json?: boolean;
}

const PATIENCE_MS = 3_600_000;

function chosen({ only }: ProjectionFlags) {
  return PROJECTION_NAMES.filter((name) => only === undefined || name === only);
}

/** docs/spec/projection.md#verify */
export async function verifyProjections(flags: ProjectionFlags): Promise<number> {
  const address = readNodeConfiguration(flags.config);
  const reports = await compareReadModels(address, chosen(flags), AbortSignal.timeout(PATIENCE_MS));
  if (flags.json === true) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  let equal = true;
  for (const [name, report] of Object.entries(reports)) {
    equal &&= report.equal;
    if (flags.json === true) continue;
    const rows = Object.values(report.rows).reduce((sum, count) => sum + count, 0);
    const verdict = report.equal ? 'equal' : `${report.differenceCount} rows differ`;
    process.stdout.write(`${name}: ${report.epochs.length} epochs, ${rows} rows: ${verdict}\n`);
    for (const { table, key } of report.differences) process.stdout.write(`  ${table} ${key}\n`);
  }
  return equal ? EXIT.ok : EXIT.failure;
}

/** docs/spec/projection.md#rebuild */
export async function rebuildProjections(flags: ProjectionFlags): Promise<void> {
  const address = readNodeConfiguration(flags.config);
  const told = new Set<string>();
  await rebuildReadModels(address, chosen(flags), AbortSignal.timeout(PATIENCE_MS), (name, { epoch, headRound }) => {
    const line = `${name}: epoch ${epoch} to round ${headRound ?? 0}`;
    if (!told.has(line)) process.stdout.write(`${line}\n`);
    told.add(line);
  });
}
