import type { Digest } from '@baton/protocol';

export type Installation =
  /** it stands already */
  | { action: 'keep' }
  | { action: 'install' }
  /** a certificate has formed: the one that stands is not changed any more */
  | { action: 'refuse' };

/** Whether a freshly built attestation becomes the expected one. docs/spec/producer.md#attestation */
export function decideInstallation(input: {
  installed: Digest | undefined;
  built: Digest;
  certified: boolean;
}): Installation {
  const { installed, built, certified } = input;
  if (installed === built) return { action: 'keep' };
  if (installed !== undefined && certified) return { action: 'refuse' };
  return { action: 'install' };
}
