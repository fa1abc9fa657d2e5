import type { Committed } from '@baton/projection';
import type { Epoch, HandoffState } from '@baton/protocol';
import type { Logger } from '@baton/telemetry';

interface Reached {
  voteQuorum: boolean;
  certified: boolean;
  divergent: boolean;
  closed: boolean;
}

const NOTHING: Reached = { voteQuorum: false, certified: false, divergent: false, closed: false };

/** Says each milestone of an epoch's end once; those of earlier runs were said then. */
export class Milestones {
  readonly #logger: Logger;
  #epoch: Epoch | null = null;
  #said = NOTHING;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  observe({ context, state, replay }: Committed<HandoffState>): void {
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
    };
    if (!replay) this.#say(context.epoch, state, reached);
    this.#said = reached;
  }

  #say(epoch: Epoch, { votes, tally, close }: HandoffState, reached: Reached): void {
    const said = this.#said;
    if (reached.voteQuorum && !said.voteQuorum) {
      this.#logger.info({ epoch, quorumRound: votes.quorumRound }, 'end-of-publish votes reached the quorum');
    }
    if (reached.certified && !said.certified && tally.certified) {
      const signers = tally.attestations.get(tally.certified)?.signatures.size;
      this.#logger.info({ epoch, attestationDigest: tally.certified, signers }, 'handoff certified');
    }
    if (reached.divergent && !said.divergent) {
      const digests = [...tally.attestations.keys()];
      this.#logger.warn({ epoch, attestationDigests: digests }, 'members signed different attestations');
    }
    if (close && !said.closed) {
      const fields = { epoch, closeRound: close.round, reason: close.reason };
      if (close.reason === 'backstop') this.#logger.warn(fields, 'epoch closed without a certificate');
      else this.#logger.info(fields, 'epoch closed');
    }
  }
}
