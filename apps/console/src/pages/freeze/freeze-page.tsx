import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { CommitteeSchema } from '../../api/chain.ts';
import { useLabels } from '../../api/context.ts';
import { FreezeSchema, ReadySignalsSchema } from '../../api/freeze.ts';
import { useItemsVia, useVia } from '../../api/read.ts';
import { shortHex } from '../../format/hex.ts';
import { counted } from '../../format/quantity.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { EpochPage } from '../epoch-page.tsx';
import { Explanation } from './explanation.tsx';
import { FreezeSummary } from './freeze-summary.tsx';
import { matrixOf } from './matrix.ts';
import { MatrixTable } from './matrix-table.tsx';

const route = getRouteApi('/epochs/$epoch/freeze');

/** Who attests whom at which digest, and what became of each name. */
export function FreezePage() {
  return (
    <EpochPage
      path="/epochs/$epoch/freeze"
      lead="Which exact bytes of each validator the epoch uses, and by whose word."
    >
      {(epoch, current) => <FreezeOf epoch={epoch} settled={!current} />}
    </EpochPage>
  );
}

function FreezeOf({ epoch, settled }: { epoch: number; settled: boolean }) {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const labels = useLabels();
  const freeze = useVia(`v1/freeze/epochs/${epoch}`, FreezeSchema, { settled });
  const signals = useItemsVia(`v1/freeze/epochs/${epoch}/ready-signals`, ReadySignalsSchema, { settled });
  const committee = useVia(`v1/chain/epochs/${epoch}/committee`, CommitteeSchema, { settled });
  const next = useVia(`v1/chain/epochs/${epoch + 1}/committee`, CommitteeSchema, { settled });
  const seats = useMemo(() => inOrder(committee.data?.members ?? [], [...labels.keys()]), [committee.data, labels]);
  const matrix = useMemo(
    () =>
      matrixOf(
        signals.data ?? [],
        freeze.data,
        seats,
        next.data?.members.map(({ name: member }) => member),
      ),
    [signals.data, freeze.data, seats, next.data],
  );
  const choose = useCallback(
    (chosen: string | undefined) =>
      void navigate({ search: (now) => ({ ...now, name: chosen }), resetScroll: false, replace: true }),
    [navigate],
  );
  const total = seats.reduce((sum, { stake }) => sum + stake, 0);
  const quorum = committee.data?.quorumThreshold ?? 0;
  return (
    <>
      <Answer
        of={freeze}
        what={`the freeze of epoch ${epoch}`}
        rows={3}
        absent={{
          title: 'Nothing folded yet',
          text: `This validator has read nothing of epoch ${epoch} from the log.`,
        }}
      >
        {(read) => <FreezeSummary freeze={read} quorum={quorum} total={total} />}
      </Answer>
      {name !== undefined && (
        <Explanation
          epoch={epoch}
          name={name}
          label={labels.get(name) ?? shortHex(name)}
          total={total}
          settled={settled}
          onClose={() => choose(undefined)}
        />
      )}
      <Panel
        title="Who attests whom"
        note={`${counted(matrix.signers.length, 'ready signal')}; choose a name to see why it froze`}
        flush
      >
        <Answer of={signals} what="the ready signals" rows={8}>
          {() =>
            matrix.signers.length === 0 ? (
              <Empty title="No ready signal yet">
                A validator signals once it holds the bytes of a quorum and the next committee is known.
              </Empty>
            ) : (
              <MatrixTable matrix={matrix} quorum={quorum} total={total} chosen={name} onChoose={choose} />
            )
          }
        </Answer>
      </Panel>
    </>
  );
}

/** As the console lists validators; members that it does not know come last. */
function inOrder<Seat extends { name: string }>(seats: readonly Seat[], known: readonly string[]): Seat[] {
  const placeOf = ({ name }: Seat) => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...seats].sort((a, b) => placeOf(a) - placeOf(b));
}
