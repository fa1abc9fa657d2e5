import { writeFileSync } from 'node:fs';
import type { Layout } from './layout.ts';
import type { Localnet } from './localnet.ts';
import type { NetworkPlan, ValidatorPlan } from './network.ts';
import { COMMIT_INTERVAL_MS, type LocalnetOptions, NEWEST_PROTOCOL_VERSION } from './options.ts';

/** Addresses that are known only once the servers run. */
export interface Surroundings {
  natsUrl: string;
  natsMonitorUrl: string;
  suiUrl: string;
  systemObjectId: string;
  coordinatorObjectId: string;
  databaseUrl(validator: ValidatorPlan): string;
}

const SHUTDOWN_DEADLINE_MS = 8_000;
const LOOPBACK = '127.0.0.1';

/** What every process of the network is told alike. */
export function networkSettings(plan: NetworkPlan, around: Surroundings) {
  return {
    network: plan.network,
    natsUrl: around.natsUrl,
    suiUrl: around.suiUrl,
    systemObjectId: around.systemObjectId,
    coordinatorObjectId: around.coordinatorObjectId,
    sequencerKey: plan.sequencerKey,
    mpcDataFreezeGraceRounds: plan.graceRounds,
    endOfPublishGraceRounds: plan.graceRounds,
    internalHost: '127.0.0.1',
    logLevel: 'info',
    shutdownDeadlineMs: SHUTDOWN_DEADLINE_MS,
  };
}

export function writeConsensusLogConfiguration(layout: Layout, plan: NetworkPlan, around: Surroundings): string {
  const file = layout.configuration('consensus-log');
  writeJson(file, {
    ...networkSettings(plan, around),
    natsMonitorUrl: around.natsMonitorUrl,
    keysDir: layout.keys('sequencer'),
    commitIntervalMs: COMMIT_INTERVAL_MS,
    internalPort: plan.consensusLogPort,
    readyFile: layout.ready('consensus-log'),
  });
  return file;
}

export function writeNodeConfiguration(
  layout: Layout,
  plan: NetworkPlan,
  validator: ValidatorPlan,
  around: Surroundings,
  options: LocalnetOptions,
): string {
  const file = layout.configuration(validator.label);
  writeJson(file, {
    ...networkSettings(plan, around),
    authority: validator.authority,
    consensusLogUrl: consensusLogUrlOf(plan),
    keysDir: layout.keys(validator.label),
    dataDir: layout.data(validator.label),
    databaseUrl: around.databaseUrl(validator),
    internalPort: validator.internalPort,
    peerHost: '127.0.0.1',
    peerPort: validator.peerPort,
    readyFile: layout.ready(validator.label),
    mpcDataBytes: plan.blobKib * 1_024,
    ...versionsTold(plan, validator, options),
    ...(options.networkKeyOutput === undefined ? {} : { networkKeyOutputFile: options.networkKeyOutput }),
    ...(options.reconfigurationOutput === undefined
      ? {}
      : { reconfigurationOutputFile: options.reconfigurationOutput }),
  });
  return file;
}

/** The console of all validators of the plan, also of those whose process does not run. */
export function writeConsoleConfiguration({ layout, plan, validators }: Localnet, internalPort: number): string {
  const file = layout.configuration('console');
  writeJson(file, {
    network: plan.network,
    consensusLogUrl: consensusLogUrlOf(plan),
    consoleValidators: validators.map(({ plan: { label, authority }, internalUrl: url }) => ({
      label,
      authority,
      url,
    })),
    internalHost: LOOPBACK,
    internalPort,
    logLevel: 'info',
    readyFile: layout.ready('console'),
  });
  return file;
}

function consensusLogUrlOf({ consensusLogPort }: NetworkPlan): string {
  return `http://${LOOPBACK}:${consensusLogPort}`;
}

/** Which versions it says it can run, and from when on; nothing to say where the network runs the newest already. */
function versionsTold(plan: NetworkPlan, validator: ValidatorPlan, options: LocalnetOptions) {
  if (plan.protocolVersion === NEWEST_PROTOCOL_VERSION) return {};
  const own = options.churn.find((event) => event.do === 'support-upgrade' && event.validator === validator.label);
  const upgradeAtEpoch = own?.epoch ?? options.upgradeAt;
  if (upgradeAtEpoch === undefined) return { supportedProtocolVersions: [plan.protocolVersion] };
  return { supportedProtocolVersions: [plan.protocolVersion, NEWEST_PROTOCOL_VERSION], upgradeAtEpoch };
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
