import type { Epoch } from '@baton/protocol';

/** A page of epochs, newest first: at most `limit` of those below `before`. */
export interface EpochPage {
  before?: Epoch | undefined;
  limit: number;
}
