import {
  type AuthorityName,
  blobsOf,
  buildCheckpointContents,
  type CheckpointKind,
  certifyCheckpoint,
  createCommittee,
  type Digest,
  prepareBls,
  type SequenceNumber,
} from '@baton/protocol';
import { type Connection, handoffQueries } from '@baton/read-model';
import { type ChainOperation, type ChainView, checkpointKey } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import type { BlobClient } from './blob-client.ts';
import type { SuiSyncerMetrics } from './metrics.ts';

type CheckpointOperation = Extract<ChainOperation, { kind: 'process_checkpoint' }>;

/** Why the chain's next checkpoint, though signed by a quorum in the log, is not submitted from here. */
export type CheckpointHold = 'blobs_missing' | 'contents_differ' | 'signatures_invalid';

/** A checkpoint that the log has a quorum for and a contract waits for. */
export interface NextCheckpoint {
  key: string;
  /** Null while it is held, and before it is this member's turn: adding up signatures is left to whoever sends. */
  operation: CheckpointOperation | null;
  hold: CheckpointHold | null;
}

interface Dependencies {
  blobs: BlobClient;
  metrics: SuiSyncerMetrics;
  logger: Logger;
}

/** What a quorum signed, and with how many signatures. */
interface Quorum {
  contentsDigest: Digest;
  signers: number;
}

interface Tried {
  /** Epoch, number and contents. */
  of: string;
  /** How many signatures it was tried over: the same again give the same. */
  signers: number;
  operation: CheckpointOperation | null;
  hold: CheckpointHold | null;
}

interface Wanted {
  kind: CheckpointKind;
  sequenceNumber: SequenceNumber;
}

const REPORTED_MAX = 1_000;
const reportKey = (at: { kind: CheckpointKind; sequenceNumber: SequenceNumber }, signer: AuthorityName): string =>
  `${at.kind}/${at.sequenceNumber}/${signer}`;

const KINDS = ['dwallet', 'system'] as const satisfies CheckpointKind[];

/**
 * The checkpoint that each contract processes next, once the log has a quorum for it: bytes from local blobs, the
 * members' signatures added up. What does not verify is dropped and reported. docs/spec/chain.md#checkpoints
 */
export class CertifiedCheckpoints {
  readonly #deps: Dependencies;
  /** Bad signatures that were reported, each once. */
  readonly #reported = new Set<string>();
  readonly #tried = new Map<CheckpointKind, Tried>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** At most one of each contract. `isDue` says of a checkpoint's key whether this member may send it by now. */
  async next(
    db: Connection,
    view: ChainView,
    isDue: (key: string) => boolean,
    signal: AbortSignal,
  ): Promise<NextCheckpoint[]> {
    const found = await Promise.all(KINDS.map((kind) => this.#next(db, view, { kind, isDue }, signal)));
    return found.filter((one) => one !== null);
  }

  async #next(
    db: Connection,
    view: ChainView,
    { kind, isDue }: { kind: CheckpointKind; isDue: (key: string) => boolean },
    signal: AbortSignal,
  ): Promise<NextCheckpoint | null> {
    const last = kind === 'system' ? view.lastCheckpoint.system : view.lastCheckpoint.coordinator;
    const wanted = { kind, sequenceNumber: last + 1 };
    const quorum = await this.#quorum(db, view, wanted);
    if (quorum === undefined) return null;
    const key = checkpointKey(kind, wanted.sequenceNumber);
    if (!isDue(key)) return { key, operation: null, hold: null };
    const { operation, hold } = await this.#try(db, view, { ...wanted, ...quorum }, signal);
    return { key, operation, hold };
  }

  /** Undefined while the log has none for it. */
  async #quorum(db: Connection, { epoch }: ChainView, { kind, sequenceNumber }: Wanted): Promise<Quorum | undefined> {
    const tallies = await handoffQueries.checkpointTallies(db, epoch, kind, [sequenceNumber]);
    return tallies.find((tally) => tally.certifiedRound !== null);
  }

  /** What is certified stays so, however many sign beside; what is not is tried again with another signature. */
  async #try(db: Connection, view: ChainView, wanted: Wanted & Quorum, signal: AbortSignal): Promise<Tried> {
    const { kind, sequenceNumber, contentsDigest, signers } = wanted;
    const of = `${view.epoch}/${sequenceNumber}/${contentsDigest}`;
    const known = this.#tried.get(kind);
    if (known?.of === of && (known.operation || (known.signers === signers && known.hold !== 'blobs_missing'))) {
      return known;
    }
    const tried = { of, signers, ...(await this.#certify(db, view, wanted, signal)) };
    this.#tried.set(kind, tried);
    return tried;
  }

  async #certify(
    db: Connection,
    view: ChainView,
    wanted: Wanted & Quorum,
    signal: AbortSignal,
  ): Promise<Pick<Tried, 'operation' | 'hold'>> {
    const { logger, metrics } = this.#deps;
    const { kind, sequenceNumber, contentsDigest } = wanted;
    const { epoch } = view;
    const at = { epoch, kind, sequenceNumber };
    const row = await handoffQueries.checkpoint(db, epoch, kind, sequenceNumber);
    const bytes = new Map<Digest, Uint8Array>();
    for (const digest of blobsOf(row?.items ?? [])) {
      const held = await this.#deps.blobs.get(digest, signal);
      if (held) bytes.set(digest, held);
    }
    const built = row && buildCheckpointContents(row, (digest) => bytes.get(digest) ?? null);
    if (built?.outcome !== 'built') return { operation: null, hold: 'blobs_missing' };
    if (built.contentsDigest !== contentsDigest) {
      logger.error({ ...at, certified: contentsDigest, built: built.contentsDigest }, 'a quorum signed other contents');
      return { operation: null, hold: 'contents_differ' };
    }
    const signatures = await handoffQueries.signaturesOfContents(db, epoch, kind, sequenceNumber, contentsDigest);
    const committee = createCommittee(view.committee);
    await prepareBls();
    const certification = certifyCheckpoint({ kind, epoch, contents: built.contents, signatures, committee });
    const signers = certification.invalid.filter((name) => !this.#reported.has(reportKey(wanted, name)));
    if (signers.length > 0) {
      if (this.#reported.size >= REPORTED_MAX) this.#reported.clear();
      for (const name of signers) this.#reported.add(reportKey(wanted, name));
      metrics.invalidSignatures.inc({ kind }, signers.length);
      logger.warn({ ...at, signers }, 'checkpoint signatures do not verify; left out');
    }
    if (certification.outcome !== 'certified') return { operation: null, hold: 'signatures_invalid' };
    const { contents: message, aggregateSignature: signature, signersBitmap } = certification.certificate;
    const operation = {
      kind: 'process_checkpoint',
      target: kind,
      sequenceNumber,
      message,
      signature,
      signersBitmap,
    } as const;
    return { operation, hold: null };
  }
}
