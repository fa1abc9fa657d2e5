import { readFile } from 'node:fs/promises';
import type { Secret } from '@baton/keys';
import { deriveMpcData } from '@baton/protocol';
import { AnnouncerError } from './errors.ts';

/** Where the bytes that this validator announces come from; slow, so asked once. docs/spec/producer.md#mpc-data */
export interface MpcDataSource {
  produce(): Promise<Uint8Array>;
}

/** The same bytes for the same seed and size. */
export function mpcDataFromSeed(rootSeed: Secret, sizeBytes: number): MpcDataSource {
  return { produce: async () => deriveMpcData(rootSeed.expose(), sizeBytes) };
}

/** Bytes that the operator's own tool made. */
export function mpcDataFromFile(path: string): MpcDataSource {
  return {
    async produce() {
      try {
        return await readFile(path);
      } catch (cause) {
        throw new AnnouncerError('MPC_DATA_UNAVAILABLE', `${path} cannot be read`, cause);
      }
    },
  };
}
