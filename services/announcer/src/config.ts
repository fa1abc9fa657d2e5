import { DEFAULT_BLOB_BYTES, MAX_BLOB_BYTES, MIN_BLOB_BYTES, SUPPORTED_PROTOCOL_VERSIONS } from '@baton/protocol';
import { COMMON_KEYS, LOG_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';
import { SEQUENCED_WAIT_MS } from './relay.ts';
import { RELAY_REQUESTS_PER_MINUTE, RELAYS_IN_FLIGHT_MAX } from './relay-routes.ts';

const graceRounds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

export const announcerConfig = Type.Object({
  network: COMMON_KEYS.network,
  ...LOG_KEYS,
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
    Type.Integer({ minimum: 1, description: `Cap of one output or blob; default ${MAX_BLOB_BYTES}` }),
  ),
  supportedProtocolVersions: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1 }), {
      description: `Told to the committee; default ${SUPPORTED_PROTOCOL_VERSIONS}`,
    }),
  ),
  upgradeAtEpoch: Type.Optional(
    Type.Integer({ minimum: 0, description: "Versions above the chain's are told from this epoch on; default 0" }),
  ),
  mpcDataFreezeGraceRounds: graceRounds("The network's grace of the freeze, where not the protocol version's own"),
  endOfPublishGraceRounds: graceRounds("The network's grace of the close, where not the protocol version's own"),
  relaysInFlightMax: Type.Optional(
    Type.Integer({ minimum: 1, description: `Joiners' announcements under way; default ${RELAYS_IN_FLIGHT_MAX}` }),
  ),
  relaySequencedWaitMs: Type.Optional(
    Type.Integer({ minimum: 1, description: `Wait for a relayed announcement; default ${SEQUENCED_WAIT_MS}` }),
  ),
  relayRequestsPerMinute: Type.Optional(
    Type.Integer({ minimum: 1, description: `Per address; default ${RELAY_REQUESTS_PER_MINUTE}` }),
  ),
});

export type AnnouncerConfig = Static<typeof announcerConfig>;
