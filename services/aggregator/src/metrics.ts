import type { Committed } from '@baton/projection';
import { type HandoffState, verifyHandoffSignature } from '@baton/protocol';
import { type Database, handoffQueries } from '@baton/read-model';
import { CLOSE_REASONS, METRICS, type Telemetry } from '@baton/telemetry';

/** "Not reached", where 0 is a valid round or epoch. */
const NOT_REACHED = -1;
/** Epochs looked back for the newest certificate. */
const EPOCHS_LOOKED_BACK = 32;

export type HandoffMetrics = ReturnType<typeof handoffMetrics>;

type Signed = { signers: number; stake: number };
type Votes = { stake: number; quorumRound: number | null; close: HandoffState['close'] };

export function handoffMetrics(telemetry: Telemetry) {
  const gauges = {
    certificateEpoch: telemetry.gauge(METRICS.certificateEpoch),
    signaturesCollected: telemetry.gauge(METRICS.signaturesCollected),
    signaturesStake: telemetry.gauge(METRICS.signaturesStake),
    voteStake: telemetry.gauge(METRICS.voteStake),
    voteQuorumRound: telemetry.gauge(METRICS.voteQuorumRound),
    closeRound: telemetry.gauge(METRICS.closeRound),
    closed: telemetry.gauge(METRICS.closed),
  };
  const rejected = telemetry.counter(METRICS.signaturesRejected);
  const showSigned = (signed: Signed | null | undefined) => {
    gauges.signaturesCollected.set(signed?.signers ?? 0);
    gauges.signaturesStake.set(signed?.stake ?? 0);
  };
  const showVotes = ({ stake, quorumRound, close }: Votes) => {
    gauges.voteStake.set(stake);
    gauges.voteQuorumRound.set(quorumRound ?? NOT_REACHED);
    gauges.closeRound.set(close?.round ?? NOT_REACHED);
    for (const reason of CLOSE_REASONS) gauges.closed.set({ reason }, close?.reason === reason ? 1 : 0);
  };
  return {
    /** What an earlier run left: right before anything is folded, and all there is between two epochs. */
    async restore({ db }: Database): Promise<void> {
      const [newest, ...earlier] = await handoffQueries.handoffEpochs(db, { limit: EPOCHS_LOOKED_BACK });
      if (newest === undefined) return;
      const certified = [newest, ...earlier].find(({ certificate }) => certificate !== null);
      gauges.certificateEpoch.set(certified?.epoch ?? NOT_REACHED);
      showSigned(leading(await handoffQueries.attestations(db, newest.epoch)) ?? newest.certificate);
      const { voteStake: stake, quorumRound, closeRound, reason } = newest;
      showVotes({
        stake,
        quorumRound,
        close: closeRound === null || reason === null ? null : { round: closeRound, reason },
      });
    },
    /** Values of the epoch in progress; those of a new epoch start from its first commit. */
    show(committed: Committed<HandoffState>): void {
      const { context, state, replay, caughtUp } = committed;
      if (!replay) for (const verdict of rejections(committed)) rejected.inc({ verdict });
      if (replay && !caughtUp) return;
      const { attestations, certified } = state.tally;
      const signed = [...attestations.values()].map(({ signatures, stake }) => ({ signers: signatures.size, stake }));
      if (certified !== null) gauges.certificateEpoch.set(context.epoch);
      showSigned(leading(signed));
      showVotes({ stake: state.votes.stake, quorumRound: state.votes.quorumRound, close: state.close });
    },
  };
}

/** The attestation with the most stake behind it, whatever order they are in. */
const leading = (attestations: readonly Signed[]): Signed | undefined =>
  [...attestations].sort((a, b) => b.stake - a.stake || b.signers - a.signers)[0];

/** Why votes of these commits brought no signature. The fold keeps only that they did not. */
function rejections({ context, state, applied }: Committed<HandoffState>) {
  return applied.flatMap(({ commit }) =>
    commit.messages.flatMap(({ envelope }) => {
      const body = envelope?.transaction.body;
      if (body?.kind !== 'end_of_publish_v2') return [];
      const vote = state.votes.votes.get(body.authority);
      if (vote?.round !== commit.round || vote.signatureAccepted) return [];
      const message = body.handoffSignature;
      const verdict = verifyHandoffSignature({ message, expected: message.attestation, committee: context.committee });
      // Only a member's own vote of this epoch gets past the log's door and its readers: what is left is a signature
      // that does not verify, and one that weighs nothing.
      return [verdict === 'accept' ? 'no_stake' : 'invalid_signature'] as const;
    }),
  );
}
