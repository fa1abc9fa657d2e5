import { PROJECTION_KEYS } from '@baton/projection/service';
import { Type } from 'typebox';

/** Certificates asked for by one address of a peer in a minute. */
export const PEER_REQUESTS_PER_MINUTE = 600;

export const aggregatorConfig = Type.Object({
  ...PROJECTION_KEYS,
  certificatePeerRequestsPerMinute: Type.Optional(
    Type.Integer({ minimum: 1, description: `Per address on the public face; default ${PEER_REQUESTS_PER_MINUTE}` }),
  ),
});
