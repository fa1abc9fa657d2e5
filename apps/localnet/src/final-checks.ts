import { copyLog, type EpochLog, openEpochLog, verifyEpochLog } from '@baton/log';
import { compareReadModels, type OpenLog, PROJECTION_NAMES } from '@baton/node';
import type { Epoch } from '@baton/protocol';
import { wrongAboutJoiners, wrongInHandoff } from './epoch-checks.ts';
import type { LogAddress } from './epoch-log-facts.ts';
import type { LocalnetListener } from './events.ts';
import type { Localnet } from './localnet.ts';
import { certifies, type EpochReport } from './report.ts';
import type { SessionCounter } from './session-counts.ts';
import type { WatchedNetwork } from './watched-network.ts';

const PATIENCE_MS = 120_000;

export interface CheckedNetwork {
  localnet: Localnet;
  network: WatchedNetwork;
  log: LogAddress;
  sessions: SessionCounter;
  /** Whether users stopped asking early enough for everything to be completed. */
  drained: boolean;
}

/** What anyone could check of the network afterwards, checked now: the streams, and the read models against them. */
export async function runFinalChecks(
  reports: readonly EpochReport[],
  { localnet, network, log, sessions, drained }: CheckedNetwork,
  onEvent: LocalnetListener,
): Promise<string[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const epochs = reports.map(({ epoch }) => epoch);
  const problems: string[] = [];
  const tell = (check: string, wrong: string[], fine: string, about: { epoch?: Epoch; validator?: string } = {}) => {
    const ok = wrong.length === 0;
    problems.push(...wrong.map((one) => `${check}: ${one}`));
    onEvent({
      event: 'check',
      check,
      epoch: about.epoch ?? null,
      validator: about.validator ?? null,
      ok,
      detail: ok ? fine : wrong.join('; '),
    });
  };
  for (const epoch of epochs) {
    const report = await verifyEpochLog(log.store(epoch), { sequencerKey: log.sequencerKey, signal });
    const wrong = report.problems.map(({ code, detail }) => `${code}: ${detail}`);
    if (!report.ended) wrong.push('the stream does not say that the epoch has ended');
    tell(`log of epoch ${epoch} verifies`, wrong, `${report.commits} commits, ${report.messages} messages`, { epoch });
  }
  for (const report of reports) {
    const { epoch, certificate } = report;
    if (certifies(report))
      tell(
        `certificate of epoch ${epoch} verifies and names the next committee`,
        await wrongInHandoff(report, network),
        `${certificate.signers} signers, 0 blobs read from the chain`,
        { epoch },
      );
    if (report.joined.length === 0) continue;
    const joined = report.joined.map((name) => network.labelOf(name)).join(', ');
    const wrong = wrongAboutJoiners(reports, epoch, (name) => network.labelOf(name));
    tell(`joiners of epoch ${epoch} were frozen and assembled before they sat`, wrong, joined, { epoch });
  }
  if (sessions.requested > 0 && drained) {
    const lost = sessions.open > 0 ? [`${sessions.open} of ${sessions.requested} are still open`] : [];
    tell('user sessions are all completed', lost, `${sessions.requested} sessions`);
  }
  const logs = copiesOf(log, signal);
  for (const { plan, databaseUrl, process } of localnet.validators) {
    if (process.pid === undefined) continue;
    const { network, sequencerKey, graceRounds } = localnet.plan;
    const grace = { mpcDataFreezeGraceRounds: graceRounds, endOfPublishGraceRounds: graceRounds };
    const address = { network, sequencerKey, databaseUrl, natsUrl: localnet.nats.url, ...grace };
    const reports = Object.entries(await compareReadModels(address, PROJECTION_NAMES, { signal, logs }));
    const wrong = reports
      .filter(([, report]) => !report.equal)
      .map(
        ([name, report]) =>
          `${name} differs in ${report.differenceCount} rows (${report.differences[0]?.table ?? 'state digest'})`,
      );
    const rows = reports.flatMap(([, report]) => Object.values(report.rows)).reduce((sum, count) => sum + count, 0);
    tell(`read models of ${plan.label} equal a rebuild from the log`, wrong, `${rows} rows`, { validator: plan.label });
  }
  return problems;
}

/** Every validator's read models are compared with the same log: it is read and verified once. */
function copiesOf({ store, sequencerKey }: LogAddress, signal: AbortSignal): OpenLog {
  const copies = new Map<Epoch, Promise<EpochLog>>();
  return (epoch) => {
    const copy = copies.get(epoch) ?? copyLog(openEpochLog(store(epoch), { sequencerKey }), signal);
    copies.set(epoch, copy);
    return copy;
  };
}
