import { ikaIds } from '@baton/devchain/ids';
import type { ValidatorPlan } from '../network.ts';
import type { Surroundings } from '../node-configurations.ts';

/** Names and ports inside the network of containers; deploy/compose gives its services the same. */
export const PORTS = {
  internal: 8080,
  peer: 9000,
  nats: 4222,
  natsMonitor: 8222,
  postgres: 5432,
  chain: 9000,
} as const;
/** Inside a container; what is reached from outside deploy/compose says. */
export const EVERYWHERE = '0.0.0.0';
export const ADMINISTRATOR = 'postgres';

/** Role and database of a validator. */
export const databaseOf = ({ label }: ValidatorPlan): string => label.replace('-', '_');

export const databaseUrl = (role: string, password: string, database: string): string =>
  `postgres://${role}:${password}@postgres:${PORTS.postgres}/${database}`;

/** One address for all of a validator's services: its front passes each request to the service it is for. */
export const peerAddressOf = ({ label }: ValidatorPlan): string => `/dns/${label}/tcp/${PORTS.peer}/http`;

export const serviceUrl = ({ label }: ValidatorPlan, service: string): string =>
  `http://${label}-${service}:${PORTS.internal}`;

/** The two sequencers: one commits, the other stands by. */
export const SEQUENCERS = ['consensus-log', 'consensus-log-standby'] as const;

export function surroundings(network: string, urlOf: Surroundings['databaseUrl']): Surroundings {
  const { systemObjectId, coordinatorObjectId } = ikaIds(network);
  return {
    natsUrl: `nats://nats:${PORTS.nats}`,
    natsMonitorUrl: `http://nats:${PORTS.natsMonitor}`,
    suiUrl: `http://devchain:${PORTS.chain}`,
    systemObjectId,
    coordinatorObjectId,
    databaseUrl: urlOf,
  };
}
