import { DEFAULT_BLOB_BYTES, MAX_BLOB_BYTES, MIN_BLOB_BYTES } from '@baton/protocol';
import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';

export const announcerConfig = Type.Object({
  network: COMMON_KEYS.network,
  natsUrl: COMMON_KEYS.natsUrl,
  databaseUrl: COMMON_KEYS.databaseUrl,
  keysDir: COMMON_KEYS.keysDir,
  authority: COMMON_KEYS.authority,
  blobServiceUrl: COMMON_KEYS.blobServiceUrl,
  mpcDataFile: Type.Optional(
    Type.String({ minLength: 1, description: 'Bytes made by another tool; derived from the root seed if not given' }),
  ),
  mpcDataBytes: Type.Optional(
    Type.Integer({
      minimum: MIN_BLOB_BYTES,
      maximum: MAX_BLOB_BYTES,
      description: `Size of the derived blob; default ${DEFAULT_BLOB_BYTES}`,
    }),
  ),
  blobBytesMax: Type.Optional(
    Type.Integer({ minimum: 1, description: `Cap of one output; default ${MAX_BLOB_BYTES}` }),
  ),
});

export type AnnouncerConfig = Static<typeof announcerConfig>;
