import { ConfigurationError, type ServiceDefinition, type ServiceName } from '@baton/service-runtime';

/** Loaded by need, so that a subset starts quickly. Order: who is needed first starts first and closes last. */
const LOADERS = {
  'blob-service': () => import('@baton/blob-service'),
  'sui-syncer': () => import('@baton/sui-syncer'),
  barrier: () => import('@baton/barrier'),
  'freeze-projector': () => import('@baton/freeze-projector'),
  aggregator: () => import('@baton/aggregator'),
  announcer: () => import('@baton/announcer'),
  'session-runner': () => import('@baton/session-runner'),
  console: () => import('@baton/console-gateway'),
} as const satisfies Partial<Record<ServiceName, () => Promise<{ service: ServiceDefinition }>>>;

export type NodeServiceName = keyof typeof LOADERS;
/** A validator's services. The sequencer of the log is not one of them. */
export const NODE_SERVICES = Object.keys(LOADERS) as NodeServiceName[];

const isNodeService = (name: string): name is NodeServiceName => Object.hasOwn(LOADERS, name);

/** All services of a validator, or the named ones; a ConfigurationError for a name that is none. */
export async function loadServices(names: readonly string[] = NODE_SERVICES): Promise<ServiceDefinition[]> {
  const unknown = names.filter((name) => !isNodeService(name));
  if (unknown.length > 0) {
    const problem = `does not know ${unknown.join(', ')}; choose from ${NODE_SERVICES.join(', ')}`;
    throw new ConfigurationError([{ key: '--services', problem }]);
  }
  const chosen = NODE_SERVICES.filter((name) => names.includes(name));
  return Promise.all(chosen.map(async (name) => (await LOADERS[name]()).service));
}
