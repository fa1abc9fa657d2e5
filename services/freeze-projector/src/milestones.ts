import { type Committed, linksOfRound } from '@baton/projection';
import type { Epoch, FreezeState } from '@baton/protocol';
import { type Logger, recordSpan, SPANS, type Telemetry } from '@baton/telemetry';

/** Says each milestone of an epoch's freeze once, and traces the decision; those of earlier runs were said then. */
export class Milestones {
  readonly #logger: Logger;
  readonly #telemetry: Telemetry;
  #epoch: Epoch | null = null;
  #quorum = false;
  #frozen = false;
  #wedged = false;

  constructor(logger: Logger, telemetry: Telemetry) {
    this.#logger = logger;
    this.#telemetry = telemetry;
  }

  observe({ context, state, applied, replay }: Committed<FreezeState>): void {
    const { epoch } = context;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#quorum = this.#frozen = this.#wedged = false;
    }
    const { quorumRound, frozen, excluded } = state;
    const reached = { quorum: quorumRound !== null, frozen: frozen !== null, wedged: !frozen && excluded.length > 0 };
    if (!replay) {
      if (reached.quorum && !this.#quorum)
        this.#logger.info({ epoch, quorumRound }, 'ready signals reached the quorum');
      if (frozen && !this.#frozen) {
        const counts = { frozen: frozen.frozen.length, excluded: excluded.length };
        this.#logger.info({ epoch, freezeRound: frozen.round, ...counts }, 'mpc data frozen');
        recordSpan(this.#telemetry, SPANS.freezeDecide, {
          links: linksOfRound(applied, frozen.round),
          subject: { epoch, round: frozen.round },
          attributes: { 'baton.frozen': counts.frozen, 'baton.excluded': counts.excluded },
        });
      }
      if (reached.wedged && !this.#wedged) {
        this.#logger.error(
          { epoch, excluded: excluded.length },
          'no digest has a quorum after the grace: nothing froze',
        );
      }
    }
    this.#quorum ||= reached.quorum;
    this.#frozen ||= reached.frozen;
    this.#wedged ||= reached.wedged;
  }
}
