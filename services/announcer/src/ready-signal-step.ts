import {
  type Digest,
  decideLocallyValidatedPeers,
  decideReadySignalEmission,
  decideReadyToFinalize,
  keyDigest,
  type ReadySignalEmission,
  readySignalDeadlineMs,
  type TimestampMs,
  type ValidatedPeer,
} from '@baton/protocol';
import type { Logger } from '@baton/telemetry';
import { currentMembers, type EpochFacts, publishedNextCommittee } from './epoch-facts.ts';
import type { AnnouncerMetrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-entry.ts';

export interface ReadySignalStepDependencies {
  outbox: Outbox;
  metrics: AnnouncerMetrics;
  logger: Logger;
}

const KIND = 'epoch_mpc_data_ready_signal';
const NOT_REACHED = -1;

/** Tells the committee which bytes are held here, once the gate opens and as the set grows. docs/spec/freeze.md#emit-gate */
export class ReadySignalStep {
  readonly #dependencies: ReadySignalStepDependencies;
  readonly #undecodableSaid = new Set<string>();
  /** consensus time at the first turn that saw the next committee published; observed anew after a restart */
  #publishedAtMs: TimestampMs | null = null;
  #withheld: string | null = null;

  constructor(dependencies: ReadySignalStepDependencies) {
    this.#dependencies = dependencies;
  }

  /** Why no signal goes out now; null when one does. */
  get withheld(): string | null {
    return this.#withheld;
  }

  async run(facts: EpochFacts, own: { digest: Digest; confirmed: boolean }): Promise<void> {
    const { outbox } = this.#dependencies;
    const emission = this.#decide(facts, own);
    await this.#confirmRecorded(facts);
    this.#say(facts, emission);
    if (emission.action !== 'emit') return;
    const { signal } = emission;
    await outbox.ensure({ kind: KIND, signal }, signal.sequenceNumber);
  }

  #decide(facts: EpochFacts, own: { digest: Digest; confirmed: boolean }): ReadySignalEmission {
    const { committee, epoch, self, view } = facts;
    const local = decideLocallyValidatedPeers({
      self,
      epoch,
      announcements: facts.announcements,
      blobs: facts.blobs,
      ownDigest: own.digest,
    });
    this.#sayUndecodable(local.undecodable);
    const next = publishedNextCommittee(view);
    const nowMs = facts.consensus?.nowMs ?? null;
    if (next !== null && nowMs !== null) this.#publishedAtMs ??= nowMs;
    const deadlineMs = readySignalDeadlineMs({
      firstCommitMs: facts.freeze?.firstCommitMs ?? null,
      epochDurationMs: view.epochDurationMs,
      publishedAtMs: this.#publishedAtMs,
    });
    this.#dependencies.metrics.locallyValidatedPeers.set(local.validatedPeers.length);
    this.#dependencies.metrics.readySignalDeadline.set(deadlineMs === null ? NOT_REACHED : deadlineMs / 1000);
    const entries = this.#entries();
    return decideReadySignalEmission({
      authority: self,
      epoch,
      committee,
      frozen: facts.frozen.length > 0,
      ownAnnouncementConfirmed: own.confirmed,
      validatedPeers: local.validatedPeers,
      blobs: facts.blobs,
      gate: decideReadyToFinalize({
        published: next !== null,
        nextMembers: next?.members.map((member) => member.name) ?? [],
        validated: local.validatedPeers.map((peer) => peer.name),
        priorCertified: priorCertified(facts),
        currentMembers: currentMembers(committee),
        nowMs,
        deadlineMs,
      }),
      recorded: facts.ownReadySignal ?? null,
      pending: pendingContent(entries, facts),
      nextSequenceNumber: entries.reduce((next, entry) => Math.max(next, entry.sequenceNumber + 1), 0),
      processedSequenceNumbers: entries
        .filter((entry) => entry.state === 'sequenced')
        .map((entry) => entry.sequenceNumber),
    });
  }

  #entries(): OutboxEntry[] {
    return this.#dependencies.outbox.entries().filter((entry) => entry.kind === KIND);
  }

  async #confirmRecorded(facts: EpochFacts): Promise<void> {
    const { ownReadySignal, epoch, self } = facts;
    if (ownReadySignal === undefined) return;
    const { sequenceNumber, validatedPeers } = ownReadySignal;
    const signal = { authority: self, epoch, sequenceNumber, validatedPeers };
    await this.#dependencies.outbox.confirm(keyDigest({ body: { kind: KIND, signal } }));
  }

  #say(facts: EpochFacts, emission: ReadySignalEmission): void {
    const { logger } = this.#dependencies;
    const withheld = emission.action === 'withhold' ? emission.reason : null;
    if (emission.action === 'emit') {
      const { sequenceNumber, validatedPeers } = emission.signal;
      logger.info({ epoch: facts.epoch, sequenceNumber, peers: validatedPeers.length }, 'ready signal');
    } else if (withheld !== this.#withheld) {
      logger.debug({ epoch: facts.epoch, reason: withheld }, 'ready signal withheld');
    }
    this.#withheld = withheld;
  }

  #sayUndecodable(peers: readonly ValidatedPeer[]): void {
    for (const { name, digest } of peers) {
      if (this.#undecodableSaid.has(`${name}/${digest}`)) continue;
      this.#undecodableSaid.add(`${name}/${digest}`);
      this.#dependencies.logger.warn({ name, digest }, 'an announced blob is held and does not decode');
    }
  }
}

/** The own signal on its way: not sequenced, or sequenced in a commit that the read model has not folded yet. */
function pendingContent(entries: readonly OutboxEntry[], facts: EpochFacts): readonly ValidatedPeer[] | null {
  const folded = facts.consensus?.round ?? NOT_REACHED;
  const pending = entries.filter(
    (entry) => !entry.refused && (entry.state !== 'sequenced' || (entry.sequencedAt?.round ?? NOT_REACHED) > folded),
  );
  const newest = pending.sort((a, b) => b.sequenceNumber - a.sequenceNumber)[0];
  return newest?.body.kind === KIND ? newest.body.signal.validatedPeers : null;
}

function priorCertified(facts: EpochFacts) {
  return (facts.prior?.attestation.items ?? []).flatMap(({ key }) =>
    key.type === 'validator_mpc_data' ? [key.validator] : [],
  );
}
