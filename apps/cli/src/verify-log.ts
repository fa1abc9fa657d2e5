import { connectToLog, jetStreamStores, type LogReport, verifyEpochLog } from '@baton/log';
import { readLogConfiguration } from './configuration.ts';
import { EXIT } from './failure.ts';
import { printJson, printLines } from './output/print.ts';

const PATIENCE_MS = 600_000;

/** docs/spec/log.md#verify */
export async function verifyLog(epoch: number, configuration: string, json: boolean): Promise<number> {
  const { network, sequencerKey, ...access } = await readLogConfiguration(configuration);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const connection = await connectToLog(access, { name: 'baton-log-verify', signal, once: true });
  let report: LogReport;
  try {
    const store = await jetStreamStores(connection, network);
    report = await verifyEpochLog(store(epoch), { sequencerKey, signal });
  } finally {
    await connection.close();
  }
  const sound = report.problemCount === 0;
  if (json) printJson(report);
  else printLines(describe(report));
  return sound ? EXIT.ok : EXIT.failure;
}

function describe(report: LogReport): string[] {
  return [
    `epoch ${report.epoch} of ${report.network}: ${report.commits} commits, ${report.messages} messages, ${report.strays} strays`,
    `head: ${report.head === null ? 'none' : `round ${report.head.round}, digest ${report.head.digest}`}`,
    `ended: ${report.ended ? 'yes' : 'no'}, sealed: ${report.sealed ? 'yes' : 'no'}`,
    ...report.problems.map(({ code, detail }) => `problem: ${code}: ${detail}`),
    report.problemCount === 0 ? 'sound' : `not sound: ${report.problemCount} problems`,
  ];
}
