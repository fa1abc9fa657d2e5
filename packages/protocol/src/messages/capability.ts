import { struct, vector } from '../bcs/composites.ts';
import { authorityNameCodec, digestCodec } from '../bcs/identifiers.ts';
import { type Codec, u64 } from '../bcs/primitives.ts';
import type { AuthorityName, Digest } from '../identifiers.ts';

export interface SupportedProtocolVersion {
  version: number;
  configurationDigest: Digest;
}

/** The protocol versions a validator's software can run; a later generation replaces an earlier one. */
export interface CapabilityNotification {
  authority: AuthorityName;
  generation: number;
  supportedVersions: SupportedProtocolVersion[];
}

export const capabilityNotificationCodec: Codec<CapabilityNotification> = struct('CapabilityNotification', {
  authority: authorityNameCodec,
  generation: u64,
  supportedVersions: vector(
    struct<SupportedProtocolVersion>('SupportedProtocolVersion', { version: u64, configurationDigest: digestCodec }),
  ),
});
