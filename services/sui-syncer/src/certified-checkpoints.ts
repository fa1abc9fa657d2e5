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
import type { ChainOperation, ChainView } from '@baton/sui-client';
import type { Logger } from '@baton/telemetry';
import type { BlobClient } from './blob-client.ts';
import type { SuiSyncerMetrics } from './metrics.ts';

type CheckpointOperation = Extract<ChainOperation, { kind: 'process_checkpoint' }>;

/** Why the chain's next checkpoint, though signed by a quorum in the log, is not submitted from here. */
export type CheckpointHold = 'blobs_missing' | 'contents_differ' | 'signatures_invalid';

export interface NextCheckpoints {
  ready: CheckpointOperation[];
  hold: CheckpointHold | null;
}

interface Dependencies {
  blobs: BlobClient;
  metrics: SuiSyncerMetrics;
  logger: Logger;
}

interface Tried {
  /** What it was tried over: the same again gives the same. */
  over: string;
  operation: CheckpointOperation | null;
  hold: CheckpointHold | null;
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

  async next(db: Connection, view: ChainView, signal: AbortSignal): Promise<NextCheckpoints> {
    const ready: CheckpointOperation[] = [];
    let hold: CheckpointHold | null = null;
    const nexts = KINDS.map((kind) => {
      const last = kind === 'system' ? view.lastCheckpoint.system : view.lastCheckpoint.coordinator;
      return this.#try(db, view, kind, last + 1, signal);
    });
    for (const tried of await Promise.all(nexts)) {
      if (tried?.operation) ready.push(tried.operation);
      hold ??= tried?.hold ?? null;
    }
    return { ready, hold };
  }

  /** Null while the log has no quorum for it. */
  async #try(
    db: Connection,
    view: ChainView,
    kind: CheckpointKind,
    sequenceNumber: SequenceNumber,
    signal: AbortSignal,
  ): Promise<Tried | null> {
    const tallies = await handoffQueries.checkpointTallies(db, view.epoch, kind, [sequenceNumber]);
    const certified = tallies.find((tally) => tally.certifiedRound !== null);
    if (!certified) return null;
    const { contentsDigest, signers } = certified;
    const over = `${view.epoch}/${sequenceNumber}/${contentsDigest}/${signers}`;
    const known = this.#tried.get(kind);
    if (known?.over === over && known.hold !== 'blobs_missing') return known;
    const tried = { over, ...(await this.#certify(db, view, { kind, sequenceNumber, contentsDigest }, signal)) };
    this.#tried.set(kind, tried);
    return tried;
  }

  async #certify(
    db: Connection,
    view: ChainView,
    wanted: { kind: CheckpointKind; sequenceNumber: SequenceNumber; contentsDigest: Digest },
    signal: AbortSignal,
  ): Promise<Omit<Tried, 'over'>> {
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
