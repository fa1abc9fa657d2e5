import { COMMON_KEYS } from '@baton/service-runtime';
import { Type } from 'typebox';

const graceRounds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

export const freezeProjectorConfig = Type.Object({
  network: COMMON_KEYS.network,
  natsUrl: COMMON_KEYS.natsUrl,
  databaseUrl: COMMON_KEYS.databaseUrl,
  sequencerKey: COMMON_KEYS.sequencerKey,
  authority: Type.Optional(COMMON_KEYS.authority),
  mpcDataFreezeGraceRounds: graceRounds("The network's grace of the freeze, where not the protocol version's own"),
  endOfPublishGraceRounds: graceRounds("The network's grace of the close, where not the protocol version's own"),
});
