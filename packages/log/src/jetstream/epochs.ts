import type { Epoch } from '@baton/protocol';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { commitSubject, epochOfStream } from '../subjects.ts';

/** The epochs that have a stream, newest first. */
export async function jetStreamEpochs(connection: NatsConnection, network: string): Promise<() => Promise<Epoch[]>> {
  const manager = await jetstreamManager(connection);
  return async () => {
    const epochs: Epoch[] = [];
    for await (const name of manager.streams.names(commitSubject(network, '*'))) {
      const epoch = epochOfStream(network, name);
      if (epoch !== null) epochs.push(epoch);
    }
    return epochs.sort((a, b) => b - a);
  };
}
