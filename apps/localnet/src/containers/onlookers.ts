import type { NetworkPlan, ValidatorPlan } from '../network.ts';
import { EVERYWHERE, PORTS, SEQUENCERS, serviceUrl } from './addresses.ts';

/** Which service answers for each area of a validator's API. */
const SERVICE_OF_AREA = {
  freeze: 'freeze-projector',
  handoff: 'aggregator',
  chain: 'sui-syncer',
  barrier: 'barrier',
  blobs: 'blob-service',
  announcer: 'announcer',
  sessions: 'session-runner',
} as const;

/** The console of the whole network. */
export function consoleConfiguration({ network, validators }: NetworkPlan) {
  return {
    network,
    internalHost: EVERYWHERE,
    internalPort: PORTS.internal,
    consensusLogUrl: SEQUENCERS.map((host) => `http://${host}:${PORTS.internal}`).join(','),
    consoleValidators: validators.map((validator) => ({
      label: validator.label,
      authority: validator.authority,
      urls: Object.fromEntries(
        Object.entries(SERVICE_OF_AREA).map(([area, service]) => [area, serviceUrl(validator, service)]),
      ),
    })),
  };
}

/** All that has metrics, with the labels that dashboards and alerts go by. deploy/observability/README.md */
export function scrapeTargets(network: string, validators: readonly Pick<ValidatorPlan, 'label'>[]) {
  const target = (host: string, validator: string, service: string) => ({
    targets: [`${host}:${PORTS.internal}`],
    labels: { network, validator, service },
  });
  const own = ({ label }: Pick<ValidatorPlan, 'label'>) =>
    Object.values(SERVICE_OF_AREA).map((service) => target(`${label}-${service}`, label, service));
  return [
    ...SEQUENCERS.map((host, index) => target(host, `sequencer-${index + 1}`, 'consensus-log')),
    ...validators.flatMap(own),
    target('console', 'console', 'console'),
  ];
}
