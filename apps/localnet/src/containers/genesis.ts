import { writeFileSync } from 'node:fs';
import { writeGenesis } from '../genesis.ts';
import { type NetworkPlan, openNetwork, type ValidatorPlan } from '../network.ts';
import { networkSettings, type Surroundings, writeJson } from '../node-configurations.ts';
import { COMMIT_INTERVAL_MS, type LocalnetOptions } from '../options.ts';
import {
  ADMINISTRATOR,
  databaseOf,
  databaseUrl,
  EVERYWHERE,
  PORTS,
  peerAddressOf,
  serviceUrl,
  surroundings,
} from './addresses.ts';
import { consoleConfiguration, scrapeTargets } from './onlookers.ts';
import { passwordOf } from './passwords.ts';
import type { Volumes } from './volumes.ts';

const LISTENERS = {
  internalHost: EVERYWHERE,
  internalPort: PORTS.internal,
  peerHost: EVERYWHERE,
  peerPort: PORTS.peer,
  // The front: containers have private addresses, and the next start may give it another of them.
  peerTrustedProxies: ['uniquelocal'],
};
/** Where a container finds its own volumes. */
const MOUNTED = { keysDir: '/keys', dataDir: '/data' } as const;

/** Keys, passwords, genesis and configurations of a network, each in its holder's volume; what is there stays. */
export async function writeNetwork(volumes: Volumes, options: LocalnetOptions): Promise<NetworkPlan> {
  const { plan } = await openNetwork(volumes, options);
  await writeGenesis(volumes, plan, peerAddressOf);
  passwordOf(volumes, ADMINISTRATOR);
  const around = surroundings(plan.network, (validator) => {
    const role = databaseOf(validator);
    return databaseUrl(role, passwordOf(volumes, role), role);
  });
  writeJson(volumes.configuration('consensus-log'), {
    ...networkSettings(plan, around),
    ...LISTENERS,
    ...MOUNTED,
    natsMonitorUrl: around.natsMonitorUrl,
    commitIntervalMs: COMMIT_INTERVAL_MS,
  });
  for (const validator of plan.validators)
    writeJson(volumes.configuration(validator.label), validatorConfiguration(plan, validator, around));
  writeJson(volumes.configuration('console'), consoleConfiguration(plan));
  writeFileSync(volumes.targets, JSON.stringify(scrapeTargets(plan.network, plan.validators), null, 2));
  return plan;
}

/** One file for all services of a validator: each reads the keys that it knows. */
function validatorConfiguration(plan: NetworkPlan, validator: ValidatorPlan, around: Surroundings) {
  return {
    ...networkSettings(plan, around),
    ...LISTENERS,
    ...MOUNTED,
    authority: validator.authority,
    databaseUrl: around.databaseUrl(validator),
    blobServiceUrl: serviceUrl(validator, 'blob-service'),
    engineUrl: serviceUrl(validator, 'front'),
    mpcDataBytes: plan.blobKib * 1_024,
  };
}
