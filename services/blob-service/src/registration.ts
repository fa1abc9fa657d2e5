import type { Digest } from '@baton/protocol';

/** Who says that these bytes are the output: the local engine, the chain, or what a quorum or a certificate agreed on. */
export const OUTPUT_SOURCES = ['engine', 'chain', 'agreed'] as const;
export type OutputSource = (typeof OUTPUT_SOURCES)[number];

export type Registration =
  | { kind: 'register' }
  | { kind: 'known' }
  /** what was held differs from what the committee agreed on */
  | { kind: 'replace'; held: Digest }
  | { kind: 'conflict'; held: Digest };

/**
 * A slot is written once by the engine or from the chain and never changed by them; what the committee agreed on
 * replaces a different local output, because the barrier and the overlay accept only certified digests.
 * docs/spec/blobs.md#network-key-outputs
 */
export function decideRegistration(input: {
  held: Digest | undefined;
  offered: Digest;
  source: OutputSource;
}): Registration {
  const { held, offered, source } = input;
  if (held === undefined) return { kind: 'register' };
  if (held === offered) return { kind: 'known' };
  return source === 'agreed' ? { kind: 'replace', held } : { kind: 'conflict', held };
}
