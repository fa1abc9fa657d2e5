import { RUNTIME_KEYS } from '@baton/service-runtime';
import { Type } from 'typebox';
import { readConfiguration, readLogConfiguration, readNodeConfiguration } from '../configuration.ts';
import { EXIT } from '../failure.ts';
import { Field } from '../json-input.ts';
import { readLabels } from '../node/network.ts';
import { printJson, printLines } from '../output/print.ts';
import { examineChain } from './chain.ts';
import { examineDatabase } from './database.ts';
import { type Finding, fail, reasonOf, skipped } from './finding.ts';
import { diagnose, findingLines } from './finding-lines.ts';
import { judgeNode } from './judge-machine.ts';
import { examineNodeKeys, examineSequencerKey } from './keys.ts';
import { examineLog } from './log.ts';
import { examineConfigurationFile, examineDataDir } from './machine.ts';
import { examineConfiguration, examineProcess } from './own-node.ts';
import { examinePeers } from './peers.ts';

export interface DoctorFlags {
  config: string;
  natsMonitor?: string;
  strict?: boolean;
  json?: boolean;
}

const PATIENCE_MS = 60_000;

const doctorKeys = Type.Object({
  ...RUNTIME_KEYS,
  authority: Type.Optional(Type.String()),
  dataDir: Type.Optional(Type.String()),
  databaseUrl: Type.Optional(Type.String()),
  keysDir: Type.String(),
  natsMonitorUrl: Type.Optional(Type.String()),
  suiUrl: Type.String(),
});

/** `baton doctor`; answers the exit code: 1 when a check failed, with `strict` also for a warning. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const diagnosis = diagnose(await examine(flags), flags.strict === true);
  if (flags.json === true) printJson(diagnosis);
  else printLines(findingLines(diagnosis));
  return diagnosis.ok ? EXIT.ok : EXIT.failure;
}

async function examine({ config, natsMonitor }: DoctorFlags): Promise<Finding[]> {
  const log = await readLogConfiguration(config);
  const configuration = await readConfiguration(config, [doctorKeys]);
  const file = new Field(configuration, config);
  const kind = file.has('databaseUrl') ? 'node' : 'consensus-log';
  const keysDir = file.get('keysDir').text();
  const listener = listenerOf(file);
  const monitor = natsMonitor ?? file.maybe('natsMonitorUrl')?.text();
  const sections = await Promise.all([
    [judgeNode(process.versions.node)],
    guarded('configuration', Promise.all([examineConfigurationFile(config), examineConfiguration(kind, config)])),
    kind === 'node' ? examineNodeKeys(keysDir, configuration) : examineSequencerKey(keysDir, configuration),
    guarded('log', examineLog(log, monitor, AbortSignal.timeout(PATIENCE_MS))),
    guarded('chain', examineChain(file.get('suiUrl').text())),
    guarded('process', examineProcess(listener)),
    kind === 'node'
      ? guarded('node', examineNode(config, file, listener))
      : [skipped('peers', 'committee', 'consensus-log asks no peers')],
  ]);
  return sections.flat();
}

/** What one section of the examination did not foresee must not hide what the others found. */
async function guarded(check: string, section: Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await section;
  } catch (error) {
    return [fail(check, 'doctor', `could not look: ${reasonOf(error)}`, 'Report it with what this command printed.')];
  }
}

async function examineNode(path: string, file: Field, listener: URL | undefined): Promise<Finding[]> {
  const [disk, { findings, view }, labels] = await Promise.all([
    examineDataDir(file.get('dataDir').text()),
    readNodeConfiguration(path).then(examineDatabase),
    listener === undefined ? new Map<string, string>() : readLabels(listener),
  ]);
  const peers = await examinePeers(view, file.maybe('authority')?.text() ?? '', labels);
  return [...disk, ...findings, ...peers];
}

function listenerOf(file: Field): URL | undefined {
  const port = file.maybe('internalPort')?.number() ?? 0;
  const host = file.maybe('internalHost')?.text() ?? '127.0.0.1';
  return port === 0 ? undefined : new URL(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/`);
}
