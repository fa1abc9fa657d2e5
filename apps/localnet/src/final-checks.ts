import { verifyEpochLog } from '@baton/log';
import { compareReadModels, PROJECTION_NAMES } from '@baton/node';
import type { Epoch } from '@baton/protocol';
import type { LogAddress } from './epoch-log-facts.ts';
import type { LocalnetListener } from './events.ts';
import type { Localnet } from './localnet.ts';

const PATIENCE_MS = 120_000;

/** What anyone could check of the network afterwards, checked now: the streams, and the read models against them. */
export async function runFinalChecks(
  epochs: readonly Epoch[],
  localnet: Localnet,
  log: LogAddress,
  onEvent: LocalnetListener,
): Promise<string[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
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
  for (const { plan, databaseUrl } of localnet.validators) {
    const { network, sequencerKey, graceRounds } = localnet.plan;
    const grace = { mpcDataFreezeGraceRounds: graceRounds, endOfPublishGraceRounds: graceRounds };
    const address = { network, sequencerKey, databaseUrl, natsUrl: localnet.nats.url, ...grace };
    const reports = Object.entries(await compareReadModels(address, PROJECTION_NAMES, signal));
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
