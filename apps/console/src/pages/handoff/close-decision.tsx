import type { Handoff } from '../../api/handoff.ts';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StakeBar } from '../../parts/stake-bar.tsx';
import { sayClose } from './close-reason.ts';
import classes from './handoff.module.css';

export function CloseDecision({ handoff, quorum, total }: { handoff: Handoff; quorum: number; total: number }) {
  const { close, endedRound } = handoff;
  const { tone, title, text } = sayClose(handoff, quorum);
  return (
    <Panel title="Close decision" actions={<Mark tone={tone}>{title}</Mark>}>
      <p className={classes.sentence}>{handoff.decision?.why.text ?? text}</p>
      <Facts>
        <Fact name="Votes" note={<StakeBar stake={close.voteStake} quorum={quorum} total={total} what="votes" slim />}>
          {close.voters}
        </Fact>
        <Fact name="Vote quorum in round">{close.quorumRound ?? '–'}</Fact>
        <Fact name="Voters at the quorum">{close.pinnedVoters ?? '–'}</Fact>
        <Fact name="Closed in round">{close.closeRound ?? '–'}</Fact>
        <Fact name="Epoch ended in round">{endedRound ?? '–'}</Fact>
      </Facts>
    </Panel>
  );
}
