import { useMemo } from 'react';
import { useConsole } from '../../api/context.ts';
import { FreezeEpochsSchema } from '../../api/freeze.ts';
import { HandoffEpochsSchema } from '../../api/handoff.ts';
import { useVia } from '../../api/read.ts';
import { counted } from '../../format/quantity.ts';
import { Answer } from '../../parts/answer.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { gridOf } from './epoch-grid.ts';
import { GridLegend, GridTable } from './grid-table.tsx';

/** A network's recent history on one screen. */
const EPOCHS_SHOWN = 40;

/** Committee by epoch: what became of each validator, and how each epoch ended. */
export function Epochs() {
  const { network, via } = useConsole();
  const query = { limit: EPOCHS_SHOWN };
  const freezes = useVia('v1/freeze/epochs', FreezeEpochsSchema, { query });
  const handoffs = useVia('v1/handoff/epochs', HandoffEpochsSchema, { query });
  const grid = useMemo(() => {
    const known = network.validators.flatMap(({ authority }) => (authority === null ? [] : [authority]));
    return gridOf(freezes.data?.items ?? [], handoffs.data?.items ?? [], known);
  }, [freezes.data, handoffs.data, network]);
  return (
    <Page title="Epochs" lead="Whose bytes each epoch uses, and who voted to end it.">
      <Panel
        title="Committee by epoch"
        note={`${counted(grid.names.length, 'name')}, ${counted(grid.columns.length, 'epoch')}, as ${via} folded them`}
        actions={<GridLegend />}
        flush
      >
        <Answer of={freezes} what="the epochs" rows={9}>
          {() =>
            grid.columns.length === 0 ? (
              <Empty title="No epoch yet">It appears with the first commit that this validator folds.</Empty>
            ) : (
              <GridTable grid={grid} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}
