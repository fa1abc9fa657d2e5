import type { AuthorityName, Epoch, Signature } from './identifiers.ts';
import type { ConsensusTransaction } from './messages/index.ts';

/** One ordered message with its author's signature. */
export interface Envelope {
  author: AuthorityName;
  epoch: Epoch;
  transaction: ConsensusTransaction;
  signature: Signature;
}
