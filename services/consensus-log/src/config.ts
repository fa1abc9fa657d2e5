import { COMMON_KEYS, LOG_KEYS } from '@baton/service-runtime';
import { Type } from 'typebox';

const graceRounds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

export const consensusLogConfig = Type.Object({
  network: COMMON_KEYS.network,
  ...LOG_KEYS,
  natsMonitorUrl: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Monitoring of nats-server, such as http://127.0.0.1:8222; of a cluster with commas between',
    }),
  ),
  allowUnsafeDurability: Type.Boolean({
    default: false,
    description: 'Sequence even where the server may lose what it acknowledged; for throw-away set-ups',
  }),
  keysDir: Type.String({ minLength: 1, description: "Directory that holds the sequencer's key" }),
  sequencerKey: COMMON_KEYS.sequencerKey,
  suiUrl: COMMON_KEYS.suiUrl,
  systemObjectId: COMMON_KEYS.systemObjectId,
  coordinatorObjectId: COMMON_KEYS.coordinatorObjectId,
  commitIntervalMs: Type.Integer({ default: 100, minimum: 1, maximum: 60_000, description: 'Time between commits' }),
  takeoverMs: Type.Integer({
    default: 1_500,
    minimum: 10,
    maximum: 600_000,
    description: 'A standby takes over when the log has stood still this long',
  }),
  streamReplicas: Type.Integer({ default: 1, minimum: 1, maximum: 5, description: 'Copies of each stream' }),
  pendingMessagesMax: Type.Integer({ default: 10_000, minimum: 1, description: 'Admitted messages that may wait' }),
  epochMessagesMax: Type.Integer({
    default: 1_000_000,
    minimum: 1,
    description: 'Messages of one epoch, in equal shares of its members: the index of duplicates is in memory',
  }),
  authorMessagesPerSecond: Type.Number({ default: 200, minimum: 0, description: 'Messages taken from one author' }),
  authorMessagesBurst: Type.Integer({ default: 1_000, minimum: 1, description: 'Messages at once after being quiet' }),
  mpcDataFreezeGraceRounds: graceRounds("The network's grace of the freeze, where not the protocol version's own"),
  endOfPublishGraceRounds: graceRounds("The network's grace of the close, where not the protocol version's own"),
});
