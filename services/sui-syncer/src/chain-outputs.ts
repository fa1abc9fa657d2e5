import {
  blobDigest,
  type ChainRead,
  type Digest,
  decideChainRead,
  decideHydration,
  type Epoch,
  filesChainOutput,
  isNetworkKeyDataComplete,
  isSupportedProtocolVersion,
  type NetworkKeyData,
  type NetworkKeyOutputKind,
  type ObjectId,
  type OverlayMemo,
  overlayMemoAfter,
  overlayMemoHit,
  protocolConfiguration,
} from '@baton/protocol';
import { blobsQueries, chainQueries, type Database, type HeldOutputRow } from '@baton/read-model';
import { type ChainBlobReader, ChainError, type ChainView, type NetworkKeyView } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import type { BlobClient, OutputSlot } from './blob-client.ts';
import type { SuiSyncerMetrics } from './metrics.ts';

/** What the chain itself has of a network key, by digest; the bytes are kept in the local store. */
export interface ChainOutputs {
  dkgOutput: Digest | null;
  reconfigurationOutput: Digest | null;
  /** Its DKG output may still be the local one. */
  stranded: boolean;
}

interface Dependencies {
  database: Database;
  reader: ChainBlobReader;
  blobs: BlobClient;
  metrics: SuiSyncerMetrics;
  logger: Logger;
}

type FullRead = Extract<ChainRead, { read: 'full' }>;

/** Where an output belongs, and what is there. */
interface Filing {
  slot: OutputSlot;
  held: Digest | null;
}

interface Held {
  outputs: ChainOutputs;
  memo: OverlayMemo | null;
}

/** Stranded keys that are remembered: more keys than any network has. */
const STRANDED_MAX = 64;

/** Whether that version keeps validators' data off the chain; an unknown one is taken for a newer one, which does. */
export function isOffChain(protocolVersion: number): boolean {
  if (!isSupportedProtocolVersion(protocolVersion)) return true;
  return protocolConfiguration(protocolVersion).offChainValidatorMetadata;
}

/**
 * Network-key outputs read from the chain: all of them where the protocol version lives there, a stranded key's, and one
 * of the time before that is not held here. In steady state there is nothing to read. docs/spec/barrier.md#fast-path
 */
export class ChainKeyOutputs {
  readonly #deps: Dependencies;
  #epoch: Epoch | null = null;
  /** The protocol version of the epoch before; null where this node did not see it. */
  #previousVersion: number | null = null;
  #held = new Map<ObjectId, Held>();
  #stranded = new Set<ObjectId>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The engine cannot use what is held of this key: its outputs come from the chain for the rest of the epoch. */
  strand(epoch: Epoch, keyId: ObjectId): boolean {
    if (epoch !== this.#epoch || this.#stranded.size >= STRANDED_MAX) return false;
    if (this.#stranded.has(keyId)) return true;
    this.#stranded.add(keyId);
    this.#held.delete(keyId);
    this.#deps.metrics.keysReadToRecover.set(this.#stranded.size);
    this.#deps.logger.warn({ epoch, keyId }, 'network key is stranded: its outputs are read from the chain');
    return true;
  }

  /** It was instantiated after all. */
  recovered(keyId: ObjectId): void {
    if (!this.#stranded.delete(keyId)) return;
    this.#deps.metrics.keysReadToRecover.set(this.#stranded.size);
    this.#deps.logger.info({ keyId }, 'network key is no longer stranded');
  }

  /** A reading tells of the epoch it was made in, and of no other. */
  of(epoch: Epoch, keyId: ObjectId): ChainOutputs | null {
    return epoch === this.#epoch ? (this.#held.get(keyId)?.outputs ?? null) : null;
  }

  /** Reads what has to be read and is not known. A failure of one key ends the pass; it is tried again at the next. */
  async run(view: ChainView, signal: AbortSignal): Promise<void> {
    const { db } = this.#deps.database;
    if (view.epoch !== this.#epoch) {
      const before = await chainQueries.epochView(db, view.epoch - 1);
      this.#begin(view.epoch, before?.protocolVersion ?? null);
    }
    const held = await blobsQueries.allHeldOutputs(db);
    for (const key of view.networkKeys) {
      const read = decideChainRead({
        offChainValidatorMetadata: isOffChain(view.protocolVersion),
        previousProtocolVersion: this.#previousVersion,
        dkgHeldLocally: held.some((row) => row.keyId === key.keyId && row.output === 'dkg'),
        dkgAtEpoch: key.dkgAtEpoch,
        epoch: view.epoch,
        stranded: this.#stranded.has(key.keyId),
      });
      if (read.read === 'metadata') this.#held.delete(key.keyId);
      else if (!overlayMemoHit(this.#memoOf(key), { currentEpoch: view.epoch, state: key.state })) {
        const own = held.filter((row) => row.keyId === key.keyId);
        await this.#read(view.epoch, key, { reason: read.reason, held: own }, signal);
      }
    }
  }

  #begin(epoch: Epoch, previousVersion: number | null): void {
    this.#epoch = epoch;
    this.#previousVersion = previousVersion;
    this.#held = new Map();
    this.#stranded = new Set();
    this.#deps.metrics.keysReadToRecover.set(0);
  }

  #memoOf(key: NetworkKeyView): OverlayMemo | null {
    return this.#held.get(key.keyId)?.memo ?? null;
  }

  async #read(
    epoch: Epoch,
    key: NetworkKeyView,
    { reason, held }: { reason: FullRead['reason']; held: readonly HeldOutputRow[] },
    signal: AbortSignal,
  ): Promise<void> {
    if (key.state === 'awaiting_network_dkg') return;
    const { reader } = this.#deps;
    const { keyId, dkgAtEpoch } = key;
    const files = (output: NetworkKeyOutputKind, madeIn: Epoch) =>
      filesChainOutput({ reason, output, madeIn, epoch }) ? filingOf({ epoch: madeIn, keyId, output }, held) : null;
    const bytes = await reader.networkKeyDkgOutput(keyId, signal);
    const dkgOutput = await this.#keep(bytes, files('dkg', dkgAtEpoch), signal);
    const found = await this.#reconfiguration(epoch, key, signal);
    const reconfigurationOutput =
      found && (await this.#keep(found.bytes, files('reconfiguration', found.madeIn), signal));
    const data: NetworkKeyData<Digest> = {
      keyId,
      currentEpoch: epoch,
      dkgAtEpoch: key.dkgAtEpoch,
      state: key.state,
      dkgOutput,
      reconfigurationOutput,
    };
    const stranded = this.#stranded.has(keyId);
    // An incomplete key is shown, and read again at the next pass.
    this.#held.set(keyId, { outputs: { dkgOutput, reconfigurationOutput, stranded }, memo: overlayMemoAfter(data) });
    this.#deps.logger.debug(
      { epoch, keyId, complete: isNetworkKeyDataComplete(data) },
      'network key read from the chain',
    );
  }

  /** The chain files outputs under the epoch they are made for: the next one's once it is there, else this one's. */
  async #reconfiguration(
    epoch: Epoch,
    { keyId, state }: NetworkKeyView,
    signal: AbortSignal,
  ): Promise<{ bytes: Uint8Array; madeIn: Epoch } | null> {
    const slots = state === 'network_reconfiguration_completed' ? [epoch + 1, epoch] : [epoch];
    for (const slot of slots) {
      try {
        const bytes = await this.#deps.reader.networkKeyReconfigurationOutput(keyId, slot, signal);
        return { bytes, madeIn: slot - 1 };
      } catch (error) {
        if (!(error instanceof ChainError) || error.code !== 'NOT_FOUND') throw error;
      }
    }
    return null;
  }

  /** Keeps the bytes, and files them where that is asked for and the slot is empty: never over what this node has. */
  async #keep(bytes: Uint8Array, filing: Filing | null, signal: AbortSignal): Promise<Digest | null> {
    if (bytes.length === 0) return null;
    const { blobs, logger } = this.#deps;
    const digest = blobDigest(bytes);
    const hydration = filing && decideHydration(filing.held, digest);
    if (hydration === 'contradiction') {
      logger.warn(
        { ...filing?.slot, held: filing?.held, chain: digest },
        'the chain has another output than this node',
      );
    }
    if (filing && hydration === 'fill') await blobs.file(filing.slot, bytes, signal);
    else await blobs.put(digest, bytes, signal);
    return digest;
  }
}

/** Of the DKG output, which there is one of, any that is held counts. */
function filingOf(slot: OutputSlot, held: readonly HeldOutputRow[]): Filing {
  const row = held.findLast(
    ({ output, epoch }) => output === slot.output && (output === 'dkg' || epoch === slot.epoch),
  );
  return { slot, held: row?.digest ?? null };
}
