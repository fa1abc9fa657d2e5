import type { Freeze } from '../../api/freeze.ts';
import { counted } from '../../format/quantity.ts';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StakeBar } from '../../parts/stake-bar.tsx';

export function FreezeSummary({ freeze, quorum, total }: { freeze: Freeze; quorum: number; total: number }) {
  const { status, frozen, excluded } = freeze;
  const carried = frozen.filter(({ source }) => source === 'carried').length;
  const waited =
    status.freezeRound !== null && status.quorumRound !== null ? status.freezeRound - status.quorumRound : null;
  return (
    <Panel title="The freeze" actions={<FreezeMark freeze={freeze} />}>
      <Facts>
        <Fact name="Announced">{status.announcements}</Fact>
        <Fact
          name="Ready signals"
          note={<StakeBar stake={status.readyStake} quorum={quorum} total={total} what="ready" slim />}
        >
          {status.readySigners}
        </Fact>
        <Fact name="Quorum in round">{status.quorumRound ?? '–'}</Fact>
        <Fact
          name="Frozen in round"
          note={
            waited === null
              ? `grace ${counted(status.graceRounds, 'round')}`
              : `${counted(waited, 'round')} after the quorum`
          }
        >
          {status.freezeRound ?? '–'}
        </Fact>
        <Fact name="Frozen names" note={carried > 0 ? `${carried} carried forward` : 'all by a quorum'}>
          {frozen.length}
        </Fact>
        <Fact name="Excluded">{excluded.length}</Fact>
      </Facts>
    </Panel>
  );
}

function FreezeMark({ freeze: { isFrozen, status } }: { freeze: Freeze }) {
  if (isFrozen) return <Mark tone="ok">Frozen</Mark>;
  return (
    <Mark tone="wait">
      {status.quorumRound === null
        ? 'Waiting for a ready quorum'
        : 'In its grace, or without a digest that has a quorum'}
    </Mark>
  );
}
