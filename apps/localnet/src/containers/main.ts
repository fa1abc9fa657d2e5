import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { NetworkPlan } from '../network.ts';
import { BOUNDS, defaultGraceRounds, type LocalnetOptions, OptionError, parseNumber } from '../options.ts';
import { Volumes } from './volumes.ts';

const USAGE = 'usage: main.ts genesis|databases [--volumes DIR] [--validators N] [--epoch-seconds S] [--blob-kib N]';
const EXIT_USAGE = 2;

/** The network of deploy/compose: nothing joins or leaves it, and it runs until it is stopped. */
function networkOptions(given: Record<'validators' | 'epoch-seconds' | 'blob-kib', string>): LocalnetOptions {
  const epochSeconds = parseNumber('--epoch-seconds', given['epoch-seconds'], BOUNDS.epochSeconds);
  return {
    validators: parseNumber('--validators', given.validators, BOUNDS.validators),
    epochs: 0,
    epochSeconds,
    blobKib: parseNumber('--blob-kib', given['blob-kib'], BOUNDS.blobKib),
    graceRounds: defaultGraceRounds(epochSeconds),
    dir: undefined,
    report: undefined,
    networkKeyOutput: undefined,
    reconfigurationOutput: undefined,
    churn: [],
    protocolVersion: 4,
    upgradeAt: undefined,
    sessionsPerSecond: 0,
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      volumes: { type: 'string', default: '/volumes' },
      validators: { type: 'string', default: '4' },
      'epoch-seconds': { type: 'string', default: '60' },
      'blob-kib': { type: 'string', default: '512' },
    },
  });
  const volumes = new Volumes(values.volumes);
  if (positionals[0] === 'genesis') {
    const { writeNetwork } = await import('./genesis.ts');
    await writeNetwork(volumes, networkOptions(values));
  } else if (positionals[0] === 'databases') {
    const { makeDatabases } = await import('./databases.ts');
    await makeDatabases(volumes, JSON.parse(readFileSync(volumes.network, 'utf8')) as NetworkPlan);
  } else throw new OptionError(USAGE);
}

main().catch((error: unknown) => {
  process.stderr.write(`baton: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof OptionError ? EXIT_USAGE : 1;
});
