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
