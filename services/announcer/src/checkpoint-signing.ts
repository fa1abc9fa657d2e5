import type { ProtocolSigner } from '@baton/keys';
import {
  type AuthorityName,
  blobsOf,
  buildCheckpointContents,
  type CheckpointKind,
  checkpointSigningBytes,
  type Digest,
  type Epoch,
  prepareBls,
  type SequenceNumber,
  SIGNATURE_KIND,
} from '@baton/protocol';
import {
  type ChainCheckpointRow,
  type Database,
  handoffQueries,
  type Interests,
  isDatabaseOutage,
  reactions,
} from '@baton/read-model';
import { type Logger, react, type Telemetry } from '@baton/telemetry';
import type { BlobClient } from './blob-client.ts';
import type { Outbox } from './outbox.ts';

/** Checkpoints of a kind that are looked at, and so submitted, at once. */
export const CHECKPOINTS_AT_ONCE = 16;
const KINDS = ['dwallet', 'system'] as const satisfies CheckpointKind[];
/** The tables that it reads. */
const READ = { handoff: ['checkpoint', 'checkpoint_signature'], blobs: ['blob'] } as const satisfies Interests;
/** A checkpoint whose blobs are missing is said once in so many turns. */
const SAY_MISSING_EVERY = 30;

export interface CheckpointSigningDependencies {
  self: AuthorityName;
  epoch: Epoch;
  signer: Pick<ProtocolSigner, 'sign'>;
  outbox: Outbox;
  blobs: BlobClient;
  database: Database;
  telemetry: Telemetry;
  logger: Logger;
  signal: AbortSignal;
}

export interface SigningStatus {
  /** The highest number up to which every checkpoint bears the own signature in the log. */
  signedThrough: SequenceNumber;
  /** The number that waits for blobs. */
  missing: { sequenceNumber: SequenceNumber; digests: Digest[] } | null;
}

/**
 * Signs, with the protocol key, what the log decided to tell the chain. Checkpoint by checkpoint: bytes from the local
 * blobs, signature, and the message until the read model shows it. Nothing is stored: all of it is made again, byte by
 * byte the same, from the descriptors. docs/spec/producer.md#checkpoints
 */
export class CheckpointSigning {
  readonly #dependencies: CheckpointSigningDependencies;
  readonly #progress = new Map<CheckpointKind, SigningStatus>(
    KINDS.map((kind) => [kind, { signedThrough: 0, missing: null }]),
  );
  /** under way, refused for good, or sequenced and perhaps not folded yet */
  readonly #sent = new Set<string>();
  #turnsMissing = 0;

  constructor(dependencies: CheckpointSigningDependencies) {
    this.#dependencies = dependencies;
  }

  status(): Record<CheckpointKind, SigningStatus> {
    return Object.fromEntries(this.#progress) as Record<CheckpointKind, SigningStatus>;
  }

  /** Ends with the signal. */
  async run(): Promise<void> {
    const { database, telemetry, signal, logger, epoch } = this.#dependencies;
    await prepareBls();
    for await (const causes of reactions(database, READ, { signal })) {
      try {
        await react(telemetry, causes, async () => {
          for (const kind of KINDS) while (await this.#turn(kind));
        });
      } catch (error) {
        if (signal.aborted) return;
        if (!isDatabaseOutage(error)) logger.warn({ epoch, error }, 'checkpoint signing failed; trying again');
      }
    }
  }

  /** True if there may be more right behind what was looked at. */
  async #turn(kind: CheckpointKind): Promise<boolean> {
    const { database, epoch, self, signal } = this.#dependencies;
    const { db } = database;
    const status = this.#progress.get(kind) as SigningStatus;
    const range = { kind, after: status.signedThrough, limit: CHECKPOINTS_AT_ONCE };
    const rows = await handoffQueries.checkpoints(db, epoch, range);
    if (rows.length === 0 || signal.aborted) return false;
    const numbers = rows.map((row) => row.sequenceNumber);
    const signatures = await handoffQueries.checkpointSignatures(db, epoch, kind, numbers);
    const own = new Set(signatures.filter((row) => row.authority === self).map((row) => row.sequenceNumber));
    status.missing = null;
    for (const row of rows) if (!own.has(row.sequenceNumber)) await this.#sign(row, status);
    const first = rows.findIndex((row) => !own.has(row.sequenceNumber));
    const done = first === -1 ? rows : rows.slice(0, first);
    for (const { sequenceNumber } of done) {
      status.signedThrough = sequenceNumber;
      this.#sent.delete(nameOf(kind, sequenceNumber));
    }
    return done.length === CHECKPOINTS_AT_ONCE;
  }

  async #sign(row: ChainCheckpointRow, status: SigningStatus): Promise<void> {
    const { outbox, signer, self, epoch } = this.#dependencies;
    const { kind, sequenceNumber } = row;
    const name = nameOf(kind, sequenceNumber);
    if (this.#sent.has(name)) return;
    const built = buildCheckpointContents(row, await this.#held(row));
    if (built.outcome === 'missing') return this.#sayMissing(row, built.digests, status);
    const { contents, contentsDigest } = built;
    const signature = signer.sign(checkpointSigningBytes(kind, { epoch, contents }));
    const checkpoint = { epoch, sequenceNumber, contentsDigest };
    const body = { kind: SIGNATURE_KIND[kind], checkpointSignature: { checkpoint, authority: self, signature } };
    this.#sent.add(name);
    const entry = await outbox.ensure(body, sequenceNumber, { passing: true });
    void outbox.ended(entry, this.#dependencies.signal).then(() => {
      if (entry.state !== 'sequenced' && !entry.refused) this.#sent.delete(name);
    });
  }

  async #held({ items }: ChainCheckpointRow): Promise<(digest: Digest) => Uint8Array | null> {
    const held = new Map<Digest, Uint8Array>();
    for (const digest of blobsOf(items)) {
      const bytes = await this.#dependencies.blobs.get(digest, this.#dependencies.signal);
      if (bytes !== undefined) held.set(digest, bytes);
    }
    return (digest) => held.get(digest) ?? null;
  }

  /** The fetcher gets agreed outputs from their voters; until then this one goes unsigned here. */
  #sayMissing({ kind, sequenceNumber }: ChainCheckpointRow, digests: Digest[], status: SigningStatus): void {
    status.missing ??= { sequenceNumber, digests };
    const { logger, epoch } = this.#dependencies;
    const level = this.#turnsMissing % SAY_MISSING_EVERY === 0 ? 'info' : 'debug';
    logger[level]({ epoch, kind, sequenceNumber, digests }, 'a checkpoint waits for blobs');
    this.#turnsMissing += 1;
  }
}

const nameOf = (kind: CheckpointKind, sequenceNumber: SequenceNumber) => `${kind}/${sequenceNumber}`;
