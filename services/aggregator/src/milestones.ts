import { type Committed, linksOf, linksOfRound } from '@baton/projection';
import type { CheckpointTallyRow, Epoch, HandoffState } from '@baton/protocol';
import { type Logger, recordSpan, SPANS, type Telemetry } from '@baton/telemetry';

interface Reached {
  voteQuorum: boolean;
  certified: boolean;
  divergent: boolean;
  closed: boolean;
  /** Members signed different contents of one checkpoint. */
  forked: boolean;
}

const NOTHING: Reached = { voteQuorum: false, certified: false, divergent: false, closed: false, forked: false };

/** Says each milestone of an epoch's end once, and traces certificate and close; those of earlier runs were said then. */
export class Milestones {
  readonly #logger: Logger;
  readonly #telemetry: Telemetry;
  #epoch: Epoch | null = null;
  #said = NOTHING;

  constructor(logger: Logger, telemetry: Telemetry) {
    this.#logger = logger;
    this.#telemetry = telemetry;
  }

  observe(committed: Committed<HandoffState>): void {
    const { context, state, replay } = committed;
    const fork = forkedCheckpoint(committed);
    if (context.epoch !== this.#epoch) {
      this.#epoch = context.epoch;
      this.#said = NOTHING;
    }
    const { votes, tally, close } = state;
    const reached = {
      voteQuorum: votes.quorumRound !== null,
      certified: tally.certified !== null,
      divergent: tally.attestations.size > 1,
      closed: close !== null,
      forked: this.#said.forked || fork !== null,
    };
    if (!replay) {
      this.#say(committed, reached);
      if (fork && !this.#said.forked) {
        this.#logger.warn({ epoch: context.epoch, ...fork }, 'members signed different contents of a checkpoint');
      }
    }
    this.#said = reached;
  }

  #say({ context: { epoch }, state, applied }: Committed<HandoffState>, reached: Reached): void {
    const { votes, tally, close } = state;
    const said = this.#said;
    if (reached.voteQuorum && !said.voteQuorum) {
      this.#logger.info({ epoch, quorumRound: votes.quorumRound }, 'end-of-publish votes reached the quorum');
    }
    if (reached.certified && !said.certified && tally.certified) {
      const signers = tally.attestations.get(tally.certified)?.signatures.size;
      this.#logger.info({ epoch, attestationDigest: tally.certified, signers }, 'handoff certified');
      recordSpan(this.#telemetry, SPANS.handoffMintCertificate, {
        links: linksOf(applied),
        subject: { epoch },
        attributes: { 'baton.attestation': tally.certified, 'baton.signers': signers ?? 0 },
      });
    }
    if (reached.divergent && !said.divergent) {
      const digests = [...tally.attestations.keys()];
      this.#logger.warn({ epoch, attestationDigests: digests }, 'members signed different attestations');
    }
    if (close && !said.closed) {
      const fields = { epoch, closeRound: close.round, reason: close.reason };
      if (close.reason === 'backstop') this.#logger.warn(fields, 'epoch closed without a certificate');
      else this.#logger.info(fields, 'epoch closed');
      recordSpan(this.#telemetry, SPANS.handoffClose, {
        links: linksOfRound(applied, close.round),
        subject: { epoch, round: close.round },
        attributes: { 'baton.reason': close.reason },
      });
    }
  }
}

/** A checkpoint of these commits that was signed with more than one contents. */
function forkedCheckpoint({ state, applied }: Committed<HandoffState>) {
  for (const { table, row } of applied.flatMap(({ rows }) => rows)) {
    if (table !== 'checkpointTally') continue;
    const { kind, sequenceNumber } = row as unknown as CheckpointTallyRow;
    const tallies = state.checkpoints[kind].tallies.get(sequenceNumber) ?? [];
    if (tallies.length > 1) return { kind, sequenceNumber, contents: tallies.map((tally) => tally.contentsDigest) };
  }
  return null;
}
