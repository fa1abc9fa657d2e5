import { CommitAssembly, type DeliveredCommit, type StoredRecord, type StreamPosition } from '@baton/log';
import {
  type AuthorityName,
  type Committee,
  createCommittee,
  type Digest,
  dedupIdentity,
  type Epoch,
  type EpochContext,
  type EpochOpened,
  genesisDigest,
  type HandoffState,
  handoffFold,
  isClosed,
  type Round,
  type SequencedAt,
  type TimestampMs,
} from '@baton/protocol';
import type { PriorEpoch } from './opening.ts';
import type { SequencerSettings } from './settings.ts';

/** What the sequencer knows of one epoch: a fold of its stream and nothing else. docs/spec/log.md#sequencer-state */
export class EpochLedger {
  readonly epoch: Epoch;
  /** Last stream sequence read: the fence of the next append. */
  lastSequence = 0;
  timestampMs: TimestampMs = 0;
  /** As recorded in this log; null until then. */
  nextCommittee: Committee | null = null;
  ended = false;
  readonly #assembly: CommitAssembly;
  readonly #genesis: Digest;
  readonly #sequenced = new Map<Digest, SequencedAt>();
  readonly #byKey = new Map<Digest, SequencedAt>();
  readonly #byAuthor = new Map<AuthorityName, number>();
  #context: EpochContext | null = null;
  #handoff: HandoffState | null = null;

  constructor(epoch: Epoch, settings: Pick<SequencerSettings, 'network' | 'sequencerKey'>) {
    const { network, sequencerKey } = settings;
    this.epoch = epoch;
    this.#assembly = new CommitAssembly({ network, epoch, sequencerKey });
    this.#genesis = genesisDigest(network, epoch);
  }

  /** null until the first commit is read. */
  get opened(): EpochOpened | null {
    return this.#assembly.opened;
  }

  get context(): EpochContext | null {
    return this.#context;
  }

  get position(): StreamPosition | null {
    return this.#assembly.position;
  }

  get round(): Round {
    return this.position?.round ?? 0;
  }

  /** The digest that the next commit follows. */
  get headDigest(): Digest {
    return this.position?.digest ?? this.#genesis;
  }

  get closed(): boolean {
    return this.#handoff !== null && isClosed(this.#handoff);
  }

  /** What the next epoch's opening record takes over; null before the first commit. */
  get asPrior(): PriorEpoch | null {
    if (!this.opened || !this.#handoff) return null;
    return {
      protocolVersion: this.opened.configuration.version,
      attestationDigest: this.#handoff.tally.certified,
    };
  }

  /** Where the message with this dedup key stands, if it does. */
  sequencedAt(dedupKey: Digest): SequencedAt | undefined {
    return this.#sequenced.get(dedupKey);
  }

  /** How many messages the stream holds of this author. */
  messagesOf(author: AuthorityName): number {
    return this.#byAuthor.get(author) ?? 0;
  }

  /** Where the first message with this transaction key stands. */
  findKey(keyDigest: Digest): SequencedAt | undefined {
    return this.#byKey.get(keyDigest);
  }

  /** Takes the stream's next records; gives back the commits they complete. */
  read(records: readonly StoredRecord[]): DeliveredCommit[] {
    const commits: DeliveredCommit[] = [];
    for (const record of records) {
      const commit = this.#assembly.push(record);
      this.lastSequence = record.sequence;
      if (commit) commits.push(this.#apply(commit));
    }
    return commits;
  }

  #apply(commit: DeliveredCommit): DeliveredCommit {
    if (this.#context === null && this.opened) {
      this.#context = contextOf(this.opened);
      this.#handoff = handoffFold.initial(this.#context);
    }
    const position = { epoch: commit.epoch, round: commit.round, sequence: commit.sequence };
    for (const { envelope, keyDigest } of commit.messages) {
      if (envelope === null || keyDigest === null) continue;
      const { body } = envelope.transaction;
      this.#byAuthor.set(envelope.author, this.messagesOf(envelope.author) + 1);
      const key = dedupIdentity(envelope.transaction);
      if (!this.#sequenced.has(key)) this.#sequenced.set(key, position);
      if (!this.#byKey.has(keyDigest)) this.#byKey.set(keyDigest, position);
      if (body.kind === 'next_committee_published') this.nextCommittee ??= createCommittee(body.record.committee);
      if (body.kind === 'epoch_ended') this.ended = true;
    }
    if (this.#handoff) this.#handoff = handoffFold.applyCommit(this.#handoff, commit).state;
    this.timestampMs = commit.timestampMs;
    return commit;
  }
}

/** The close, which is all that is folded here, does not depend on the prior certificate. */
function contextOf(opened: EpochOpened): EpochContext {
  const { priorAttestationDigest: _, committee, ...facts } = opened;
  return { ...facts, committee: createCommittee(committee), priorCertificate: null };
}
