import type { Barrier } from '../../api/barrier.ts';
import type { Message } from '../../api/log.ts';
import type { Tone } from '../../parts/tone.ts';

export interface Moment {
  /** Consensus time, milliseconds; the barrier's are of its own clock. */
  at: number;
  text: string;
  tone: Tone;
  /** Members mark what one did; milestones what the committee reached. */
  kind: 'member' | 'milestone';
}

export interface Lane {
  name: string;
  moments: Moment[];
}

export interface Milestones {
  /** Round to consensus time, for rounds that rows name. */
  timeOf: (round: number | null) => number | null;
  quorumRound: number | null;
  freezeRound: number | null;
  voteQuorumRound: number | null;
  closeRound: number | null;
  closeReason: string | null;
  agreedRounds: { what: string; round: number }[];
  barrier: Barrier | undefined;
}

const member = (message: Message, text: string): Moment => ({
  at: message.timestampMs,
  text,
  tone: 'info',
  kind: 'member',
});

/** The lanes of an epoch, top to bottom as it runs. `labelOf` names a validator. */
export function lanesOf(
  messages: readonly Message[],
  milestones: Milestones,
  labelOf: (name: string | null) => string,
): Lane[] {
  const of = (...kinds: string[]) => messages.filter(({ kind }) => kind !== null && kinds.includes(kind));
  const by = (kinds: string[], what: string) =>
    of(...kinds).map((one) => member(one, `${labelOf(one.author)} ${what}`));
  const at = (round: number | null, text: string, tone: Tone): Moment[] => {
    const time = milestones.timeOf(round);
    return time === null ? [] : [{ at: time, text: `${text}, round ${round}`, tone, kind: 'milestone' }];
  };
  const record = (kind: string, text: string): Moment[] =>
    of(kind)
      .slice(0, 1)
      .map((one) => ({ at: one.timestampMs, text, tone: 'ok', kind: 'milestone' }));
  const lanes: Lane[] = [
    {
      name: 'Epoch',
      moments: [...record('epoch_opened', 'The epoch opened'), ...record('epoch_ended', 'The epoch ended')],
    },
    {
      name: 'Announcements',
      moments: [
        ...by(['validator_mpc_data_announcement'], 'announced'),
        ...by(['relayed_validator_mpc_data_announcement'], 'relayed a joiner'),
      ],
    },
    { name: 'Next committee', moments: record('next_committee_published', 'The next committee was recorded') },
    {
      name: 'Ready signals',
      moments: [
        ...by(['epoch_mpc_data_ready_signal'], 'signalled ready'),
        ...at(milestones.quorumRound, 'Ready quorum', 'ok'),
      ],
    },
    { name: 'Freeze', moments: at(milestones.freezeRound, 'Frozen', 'ok') },
    {
      name: 'Sessions',
      moments: [
        ...by(['session_output_vote'], 'voted an output'),
        ...milestones.agreedRounds.flatMap(({ what, round }) => at(round, what, 'ok')),
      ],
    },
    {
      name: 'Votes',
      moments: [
        ...by(['end_of_publish', 'end_of_publish_v2'], 'voted to end the epoch'),
        ...at(milestones.voteQuorumRound, 'Vote quorum', 'ok'),
      ],
    },
    {
      name: 'Close',
      moments: at(
        milestones.closeRound,
        `Closed by ${(milestones.closeReason ?? '').replace('_', ' ')}`,
        closeTone(milestones),
      ),
    },
    {
      name: 'Checkpoints',
      moments: by(['dwallet_checkpoint_signature', 'system_checkpoint_signature'], 'signed a checkpoint'),
    },
    { name: 'Next barrier', moments: barrierMoments(milestones.barrier) },
  ];
  return lanes;
}

const closeTone = ({ closeReason }: Milestones): Tone => (closeReason === 'backstop' ? 'wait' : 'ok');

function barrierMoments(barrier: Barrier | undefined): Moment[] {
  if (barrier === undefined) return [];
  const { since, readyAt, state, reason } = barrier;
  const moments: Moment[] = [];
  if (since !== null) moments.push({ at: since, text: 'The barrier began to look', tone: 'info', kind: 'member' });
  if (readyAt !== null) moments.push({ at: readyAt, text: 'The barrier opened', tone: 'ok', kind: 'milestone' });
  else if (state !== 'ready' && since !== null) {
    const tone = state === 'rejected' ? 'bad' : 'wait';
    moments.push({
      at: since,
      text: `The barrier waits${reason === null ? '' : `: ${reason.replaceAll('_', ' ')}`}`,
      tone,
      kind: 'milestone',
    });
  }
  return moments;
}

/** The stretch of time that holds all moments, and `until` if later; undefined without any. */
export function extentOf(lanes: readonly Lane[], until: number | null): { from: number; to: number } | undefined {
  const times = lanes.flatMap(({ moments }) => moments.map(({ at }) => at));
  if (times.length === 0) return undefined;
  const from = Math.min(...times);
  const to = Math.max(...times, until ?? Number.NEGATIVE_INFINITY);
  return { from, to: Math.max(to, from + 1_000) };
}
