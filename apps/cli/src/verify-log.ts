import { jetStreamStores, type LogReport, verifyEpochLog } from '@baton/log';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { readLogConfiguration } from './configuration.ts';
import { CommandFailure, EXIT } from './failure.ts';

const PATIENCE_MS = 600_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** docs/spec/log.md#verify */
export async function verifyLog(epoch: number, configuration: string, json: boolean): Promise<number> {
  const { network, natsUrl, sequencerKey } = readLogConfiguration(configuration);
  const connection = await connectTo(natsUrl);
  let report: LogReport;
  try {
    const store = await jetStreamStores(connection, network);
    report = await verifyEpochLog(store(epoch), { sequencerKey, signal: AbortSignal.timeout(PATIENCE_MS) });
  } finally {
    await connection.close();
  }
  const sound = report.problemCount === 0;
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
  return sound ? EXIT.ok : EXIT.failure;
}

async function connectTo(natsUrl: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: natsUrl, timeout: CONNECT_TIMEOUT_MS });
  } catch (cause) {
    throw new CommandFailure(`no NATS server answers at ${new URL(natsUrl).host}`, EXIT.failure, { cause });
  }
}

function describe(report: LogReport): string {
  const lines = [
    `epoch ${report.epoch} of ${report.network}: ${report.commits} commits, ${report.messages} messages, ${report.strays} strays`,
    `head: ${report.head === null ? 'none' : `round ${report.head.round}, digest ${report.head.digest}`}`,
    `ended: ${report.ended ? 'yes' : 'no'}, sealed: ${report.sealed ? 'yes' : 'no'}`,
    ...report.problems.map(({ code, detail }) => `problem: ${code}: ${detail}`),
    report.problemCount === 0 ? 'sound' : `not sound: ${report.problemCount} problems`,
  ];
  return `${lines.join('\n')}\n`;
}
