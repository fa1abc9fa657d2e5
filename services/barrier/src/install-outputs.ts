import { blobDigest, type CertifiedOutput, type Digest, type Epoch } from '@baton/protocol';
import { type PeerObserver, traceHeaders } from '@baton/telemetry';
import pLimit from 'p-limit';
import { type Answer, boundedFetch, resultOf } from './bounded-fetch.ts';
import type { Peer } from './epoch-facts.ts';
import type { NoteAnswer } from './peer-answers.ts';

/** Peers asked at once for one output. */
export const OUTPUT_FAN_OUT = 4;
/** Outputs fetched at once. */
export const OUTPUT_PARALLELISM = 2;
/** No network-key output is larger. */
export const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export interface InstallOptions {
  blobServiceUrl: string;
  peers: readonly Peer[];
  peerTimeoutMs: number;
  measured: PeerObserver;
  /** Told of each answer of a peer. */
  note: NoteAnswer;
  signal: AbortSignal;
}

/** A certified output with the epoch of the session that made it, under which it is filed. */
export interface WantedOutput extends CertifiedOutput {
  epoch: Epoch;
}

export interface Installation {
  wanted: WantedOutput;
  /** The peer that had it, `local`, or null when nobody did. */
  from: string | null;
}

/** Brings certified outputs into the local blob-service: from itself, or from whichever peer has them first. */
export async function installOutputs(
  wanted: readonly WantedOutput[],
  options: InstallOptions,
): Promise<Installation[]> {
  const limit = pLimit(OUTPUT_PARALLELISM);
  return Promise.all(
    wanted.map((output) =>
      limit(async () => {
        const found = await findBytes(output.digest, options);
        if (found) await register(output, found.bytes, options);
        return { wanted: output, from: found?.from ?? null };
      }),
    ),
  );
}

/** In place of a peer's name: this node's own blob-service. */
const LOCAL = 'local';

interface Found {
  bytes: Uint8Array;
  from: string;
}

async function findBytes(digest: Digest, options: InstallOptions): Promise<Found | undefined> {
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  const limits = { timeoutMs: options.peerTimeoutMs, bytesMax: OUTPUT_BYTES_MAX, signal };
  const get = (url: string) => boundedFetch(new URL(`/v1/blobs/${digest}`, url), limits);
  // Bytes are nobody's word: whoever sent them, they are good if they hash to the certified digest.
  const isGood = (answer: Answer) => answer.kind === 'bytes' && blobDigest(answer.bytes) === digest;
  const local = await get(options.blobServiceUrl);
  if (local.kind === 'bytes' && isGood(local)) return { bytes: local.bytes, from: LOCAL };
  const from = async (peer: Peer): Promise<Found> => {
    signal.throwIfAborted();
    const answer = await options.measured(() => get(peer.url), resultOf);
    signal.throwIfAborted();
    const good = isGood(answer);
    const said = answer.kind === 'bytes' ? (good ? 'good' : 'bad') : answer.kind;
    options.note(peer, digest, { answer: said, detail: answer.kind === 'failed' ? answer.reason : undefined });
    if (answer.kind !== 'bytes' || !good) throw new Error(`${peer.name} has no such bytes`);
    return { bytes: answer.bytes, from: peer.name };
  };
  const limit = pLimit(OUTPUT_FAN_OUT);
  const first = await Promise.any(options.peers.map((peer) => limit(() => from(peer)))).catch(() => undefined);
  done.abort();
  return first;
}

/** Throws when the local blob-service does not take it: that is this node's trouble, not a peer's. */
async function register(output: WantedOutput, bytes: Uint8Array, options: InstallOptions): Promise<void> {
  const path = `/v1/blobs/network-key-outputs/${output.epoch}/${output.keyId}/${output.output}?source=agreed`;
  const response = await fetch(new URL(path, options.blobServiceUrl), {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/octet-stream', ...traceHeaders() },
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.peerTimeoutMs)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the local blob-service answered HTTP ${response.status}`);
}
