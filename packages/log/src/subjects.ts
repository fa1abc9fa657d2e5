import { networkName } from '@baton/protocol';

// Names on the NATS server. A network's name is one subject token. docs/spec/log.md#names

export function streamName(network: string, epoch: number): string {
  return `BATON-${networkName(network)}-${epoch}`;
}

/** The subjects one epoch's stream captures. */
export function streamSubjects(network: string, epoch: number): string[] {
  return [transactionSubject(network, epoch, '*'), commitSubject(network, epoch)];
}

export function transactionSubject(network: string, epoch: number, kind: string): string {
  return `baton.${networkName(network)}.${epoch}.tx.${kind}`;
}

/** The kind in a message's subject; null for any other subject. */
export function kindOfSubject(network: string, epoch: number, subject: string): string | null {
  const prefix = transactionSubject(network, epoch, '');
  return subject.startsWith(prefix) ? subject.slice(prefix.length) : null;
}

/** `*` for those of all epochs. */
export function commitSubject(network: string, epoch: number | '*'): string {
  return `baton.${networkName(network)}.${epoch}.commit`;
}

export function submitSubject(network: string): string {
  return `baton.${networkName(network)}.submit`;
}

/** The epoch of a stream of this network, or null for any other stream. */
export function epochOfStream(network: string, stream: string): number | null {
  const prefix = `BATON-${networkName(network)}-`;
  const suffix = stream.slice(prefix.length);
  if (!stream.startsWith(prefix) || !/^(0|[1-9][0-9]{0,15})$/.test(suffix)) return null;
  return Number(suffix);
}
