/** Names on the NATS server. A network's name is one subject token. docs/spec/log.md#names */
const NETWORK_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export class NetworkNameError extends Error {
  readonly code = 'NETWORK_NAME_INVALID';

  constructor(network: string) {
    super(`network name ${JSON.stringify(network)} must be 1 to 63 of a-z, 0-9 and "-", and not start with "-"`);
    this.name = 'NetworkNameError';
  }
}

export function checkNetworkName(network: string): string {
  if (!NETWORK_NAME.test(network)) throw new NetworkNameError(network);
  return network;
}

export function streamName(network: string, epoch: number): string {
  return `BATON-${checkNetworkName(network)}-${epoch}`;
}

/** The subjects one epoch's stream captures. */
export function streamSubjects(network: string, epoch: number): string[] {
  return [transactionSubject(network, epoch, '*'), commitSubject(network, epoch)];
}

export function transactionSubject(network: string, epoch: number, kind: string): string {
  return `baton.${checkNetworkName(network)}.${epoch}.tx.${kind}`;
}

export function commitSubject(network: string, epoch: number): string {
  return `baton.${checkNetworkName(network)}.${epoch}.commit`;
}

export function submitSubject(network: string): string {
  return `baton.${checkNetworkName(network)}.submit`;
}

/** The epoch of a stream of this network, or null for any other stream. */
export function epochOfStream(network: string, stream: string): number | null {
  const prefix = `BATON-${checkNetworkName(network)}-`;
  const suffix = stream.slice(prefix.length);
  if (!stream.startsWith(prefix) || !/^(0|[1-9][0-9]{0,15})$/.test(suffix)) return null;
  return Number(suffix);
}
