import type { Epoch } from '@baton/protocol';

/** A page of epochs, newest first: at most `limit` of those below `before`. */
export interface EpochPage {
  before?: Epoch | undefined;
  limit: number;
}

/** A page of rows in ascending order: at most `limit` of those behind the place `after`. */
export interface Page<Place> {
  after?: Place | undefined;
  limit: number;
}
