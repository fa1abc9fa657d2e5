import type { CommitteeSnapshot, Epoch, SequenceNumber, TimestampMs } from '@baton/protocol';

/** The facts of the chain that enter the log. `@baton/sui-client`'s ChainView holds them all. */
export interface ChainFacts {
  epoch: Epoch;
  /** When it began, or is to begin. */
  epochStartMs: TimestampMs;
  committee: CommitteeSnapshot;
  protocolVersion: number;
  /** Numbers of the last checkpoint each contract has processed; 0 for none. */
  lastCheckpoint: { system: SequenceNumber; coordinator: SequenceNumber };
  /** null until the chain has named it. */
  nextCommittee: CommitteeSnapshot | null;
}

/** Where consensus-log learns them: `createChainReader` of `@baton/sui-client` fits as it is. */
export interface ChainSource {
  /** The present facts and each change of them; ends with the signal, throws what time does not cure. */
  watch(signal: AbortSignal): AsyncIterable<ChainFacts>;
}
