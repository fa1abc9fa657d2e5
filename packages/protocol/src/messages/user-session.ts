import { checked, struct, vector } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec, objectIdCodec } from '../bcs/identifiers.ts';
import { bool, type Codec, u64 } from '../bcs/primitives.ts';
import { ProtocolError } from '../errors.ts';
import type { AuthorityName, Digest, Epoch, ObjectId, SequenceNumber } from '../identifiers.ts';

/** Results in one message; with more a member sends several, each with its own batch number. */
export const MAX_OUTPUTS_PER_BATCH = 100;

/** What one user session came to. */
export interface UserSessionOutput {
  sessionId: ObjectId;
  /** The chain's number of the user session, from 1. */
  sequenceNumber: SequenceNumber;
  /** Of the result; of a rejected session, of whatever stands for it on every member alike. */
  digest: Digest;
  rejected: boolean;
}

/** The results of user sessions that this authority computed, its votes for them. */
export interface UserSessionOutputs {
  authority: AuthorityName;
  epoch: Epoch;
  /** Numbers an authority's messages within the epoch: the dedup key, and nothing else. */
  batch: SequenceNumber;
  outputs: UserSessionOutput[];
}

const outputsCodec = checked(
  vector(
    struct<UserSessionOutput>('UserSessionOutput', {
      sessionId: objectIdCodec,
      sequenceNumber: u64,
      digest: digestCodec,
      rejected: bool,
    }),
  ),
  (outputs) => {
    if (outputs.length === 0 || outputs.length > MAX_OUTPUTS_PER_BATCH) {
      throw new ProtocolError('MALFORMED', `a batch holds 1 to ${MAX_OUTPUTS_PER_BATCH} session outputs`, {
        outputs: outputs.length,
      });
    }
  },
);

export const userSessionOutputsCodec: Codec<UserSessionOutputs> = struct('UserSessionOutputs', {
  authority: authorityNameCodec,
  epoch: u64,
  batch: u64,
  outputs: outputsCodec,
});
