import { checkEnvelope, type EnvelopeRules } from '../admission/check-envelope.ts';
import { decodingRejection } from '../admission/codes.ts';
import { decodeEnvelope } from '../envelope.ts';
import type { Digest } from '../identifiers.ts';
import { keyDigest } from '../messages/index.ts';
import type { SequencedMessage } from './commit.ts';

/** A sequenced message as every reader sees it: dropped, with its code, unless the rule on envelopes lets it stand. */
export function readMessage(
  { sequence, bytes, digest }: { sequence: number; bytes: Uint8Array; digest: Digest },
  rules: EnvelopeRules,
): SequencedMessage {
  const message = { sequence, bytes, digest };
  try {
    const envelope = decodeEnvelope(bytes);
    const key = keyDigest(envelope.transaction);
    const refused = checkEnvelope(envelope, rules);
    return refused === null
      ? { ...message, keyDigest: key, envelope }
      : { ...message, keyDigest: key, envelope: null, dropped: refused.code };
  } catch (error) {
    return { ...message, keyDigest: null, envelope: null, dropped: decodingRejection(error).code };
  }
}
