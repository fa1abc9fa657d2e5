import type { StoredRecord } from '@baton/log';
import {
  blake2b256,
  decodeEnvelope,
  type Envelope,
  keyDigest,
  ProtocolError,
  readMessage,
  toHex,
} from '@baton/protocol';
import { type Json, stableJson } from '@baton/service-runtime';
import type { OpenedRules } from './epoch-inspection.ts';
import type { PlacedMarker } from './markers.ts';

/** A message as the APIs show it; `null` where it can't be decoded. */
export interface MessageView {
  sequence: number;
  round: number;
  timestampMs: number;
  kind: string | null;
  author: string | null;
  trackingId: string | null;
  keyDigest: string | null;
  digest: string;
  /** Size of the envelope. */
  bytes: number;
  traceId: string | null;
  /** Why every reader drops it, as it would have been refused; null for one that counts. */
  dropped: string | null;
  body: Json;
}

/** The one place where what the log holds is decoded for people and tools. */
export function viewMessage(
  { sequence, bytes, trace }: StoredRecord,
  { marker }: PlacedMarker,
  rules: OpenedRules,
): MessageView {
  const digest = blake2b256(bytes);
  const { dropped } = readMessage({ sequence, bytes, digest }, rules);
  const envelope = decodedOrNull(bytes);
  const transaction = envelope?.transaction ?? null;
  const reopens = transaction?.body.kind === 'epoch_opened' && sequence !== rules.openedAt;
  return {
    sequence,
    round: marker.round,
    timestampMs: marker.timestampMs,
    kind: transaction?.body.kind ?? null,
    author: envelope?.author ?? null,
    trackingId: transaction?.trackingId ?? null,
    keyDigest: transaction && keyDigest(transaction),
    digest,
    bytes: bytes.length,
    traceId: traceIdOf(trace.traceparent),
    dropped: dropped ?? (reopens ? 'DUPLICATE' : null),
    body: transaction && stableJson(transaction.body),
  };
}

export const encodedOf = ({ bytes }: StoredRecord): string => toHex(bytes);

function decodedOrNull(bytes: Uint8Array): Envelope | null {
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

function traceIdOf(traceparent: string | undefined): string | null {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;
}
