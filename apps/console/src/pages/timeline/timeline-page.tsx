import { BarrierSchema } from '../../api/barrier.ts';
import { useConsole, useLabels } from '../../api/context.ts';
import { FreezeSchema } from '../../api/freeze.ts';
import { HandoffSchema } from '../../api/handoff.ts';
import { useHead } from '../../api/head.ts';
import { useVia } from '../../api/read.ts';
import { formatClock } from '../../format/clock.ts';
import { formatDuration } from '../../format/duration.ts';
import { shortHex } from '../../format/hex.ts';
import { counted } from '../../format/quantity.ts';
import { capital, words } from '../../format/words.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import table from '../../parts/table.module.css';
import { EpochPage } from '../epoch-page.tsx';
import { TimelineChart } from './chart.tsx';
import { extentOf, type Lane, lanesOf } from './timeline.ts';
import { useTimelineMessages } from './use-messages.ts';
import { useRoundTimes } from './use-round-times.ts';

export function TimelinePage() {
  return (
    <EpochPage path="/epochs/$epoch/timeline" lead="What happened when, on the log's own clock.">
      {(epoch, current) => <TimelineOf key={epoch} epoch={epoch} current={current} />}
    </EpochPage>
  );
}

function TimelineOf({ epoch, current }: { epoch: number; current: boolean }) {
  const { via } = useConsole();
  const { head } = useHead();
  const messages = useTimelineMessages(epoch, !current);
  const lanes = useLanes(epoch, !current, messages.messages);
  const now = current && head?.epoch === epoch ? head.timestampMs : null;
  const extent = extentOf(lanes, now);
  return (
    <>
      <Panel
        title="Timeline"
        note={`rounds that were reached as ${via} folded them; strokes are single validators, diamonds what the committee reached`}
        flush
      >
        {messages.error !== null && messages.messages.length === 0 ? (
          <Failure error={messages.error} what="the messages of the epoch" again={messages.again} />
        ) : extent !== undefined ? (
          <TimelineChart lanes={lanes} from={extent.from} to={extent.to} now={now} />
        ) : messages.isPending ? (
          <Loading what="the messages of the epoch" rows={9} />
        ) : (
          <Empty title="Nothing of this epoch is in the log">Its first message is the record that opens it.</Empty>
        )}
      </Panel>
      {extent !== undefined && <Events lanes={lanes} from={extent.from} />}
    </>
  );
}

function useLanes(
  epoch: number,
  settled: boolean,
  messages: ReturnType<typeof useTimelineMessages>['messages'],
): Lane[] {
  const labels = useLabels();
  const freeze = useVia(`v1/freeze/epochs/${epoch}`, FreezeSchema, { settled });
  const handoff = useVia(`v1/handoff/epochs/${epoch}`, HandoffSchema, { settled });
  const barrier = useVia(`v1/barrier/epochs/${epoch + 1}`, BarrierSchema, { settled });
  const { quorumRound = null, freezeRound = null } = freeze.data?.status ?? {};
  const close = handoff.data?.close;
  const agreedRounds = (handoff.data?.outputs ?? []).flatMap(({ output, agreed }) =>
    agreed === null ? [] : [{ what: `${capital(words(output))} output agreed`, round: agreed.round }],
  );
  const rounds = [
    quorumRound,
    freezeRound,
    close?.quorumRound,
    close?.closeRound,
    ...agreedRounds.map(({ round }) => round),
  ];
  const timeOf = useRoundTimes(epoch, rounds);
  const milestones = {
    timeOf,
    quorumRound,
    freezeRound,
    voteQuorumRound: close?.quorumRound ?? null,
    closeRound: close?.closeRound ?? null,
    closeReason: close?.reason ?? null,
    agreedRounds,
    barrier: barrier.data,
  };
  const labelOf = (name: string | null) => (name === null ? 'the log' : (labels.get(name) ?? shortHex(name)));
  return lanesOf(messages, milestones, labelOf);
}

/** The same in words, for reading, copying and screen readers: what the committee reached, and members in sums. */
function Events({ lanes, from }: { lanes: readonly Lane[]; from: number }) {
  const rows = lanes
    .flatMap(({ name, moments }) => {
      const members = moments.filter(({ kind }) => kind === 'member');
      const [first] = [...members].sort((a, b) => a.at - b.at);
      const last = members.reduce((latest, { at }) => Math.max(latest, at), first?.at ?? 0);
      const sum = first
        ? [
            {
              lane: name,
              at: first.at,
              tone: first.tone,
              text:
                members.length === 1
                  ? first.text
                  : `${counted(members.length, 'message')} within ${formatDuration(last - first.at)}`,
            },
          ]
        : [];
      return [
        ...sum,
        ...moments.filter(({ kind }) => kind === 'milestone').map((moment) => ({ lane: name, ...moment })),
      ];
    })
    .sort((a, b) => a.at - b.at);
  return (
    <Panel title="In words" note="what the committee reached, and when members began" flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={table.number}>
              After
            </th>
            <th scope="col">Lane</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, lane, text, tone }) => (
            <tr key={`${lane} ${text} ${at}`}>
              <td className="numeric soft">{formatClock(at, true)}</td>
              <td className={table.number}>{formatDuration(at - from)}</td>
              <td className="soft">{lane}</td>
              <td>{tone === 'info' ? text : <Mark tone={tone}>{text}</Mark>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
