import { BarrierEpochsSchema } from '../../api/barrier.ts';
import { useConsole } from '../../api/context.ts';
import { useVia } from '../../api/read.ts';
import { formatDate } from '../../format/clock.ts';
import { formatDuration } from '../../format/duration.ts';
import { Answer } from '../../parts/answer.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import table from '../../parts/table.module.css';
import { AllBarriers } from './all-barriers.tsx';
import { sayBarrier } from './barrier-reason.ts';
import { Standing } from './standing.tsx';

const EPOCHS_SHOWN = 30;

/** What stands between a validator and its next epoch. */
export function BarrierPage() {
  const { network, via } = useConsole();
  const epochs = useVia('v1/barrier/epochs', BarrierEpochsSchema, { query: { limit: EPOCHS_SHOWN } });
  const newest = epochs.data?.items[0];
  return (
    <Page
      title="Barrier"
      lead="Before an epoch starts, everything that was certified must be held and verified. There is no timeout."
    >
      <Answer of={epochs} what="the barrier" rows={4}>
        {() =>
          newest === undefined ? (
            <Panel title={`Barrier of ${via}`}>
              <Empty title="The barrier has looked at no epoch">A node without a seat has nothing to wait for.</Empty>
            </Panel>
          ) : (
            <Standing epoch={newest.epoch} />
          )
        }
      </Answer>
      {network.validators.length > 1 && <AllBarriers />}
      <Panel title="Epochs entered" note={`by ${via}, newest first`} flush>
        <Answer of={epochs} what="the epochs">
          {(read) => (
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col" className={table.number}>
                    Epoch
                  </th>
                  <th scope="col">State</th>
                  <th scope="col">Waited</th>
                  <th scope="col" className={table.number}>
                    Looks
                  </th>
                  <th scope="col">Certificate before</th>
                  <th scope="col">First look</th>
                </tr>
              </thead>
              <tbody>
                {read.items.map((anchor) => {
                  const { tone, text } = sayBarrier(anchor);
                  const { epoch, since, readyAt, retries, priorAttestationDigest } = anchor;
                  return (
                    <tr key={epoch}>
                      <td className={table.number}>{epoch}</td>
                      <td>
                        <Mark tone={tone}>{text}</Mark>
                      </td>
                      <td className="numeric soft">
                        {since === null || readyAt === null ? '–' : formatDuration(readyAt - since)}
                      </td>
                      <td className={table.number}>{retries}</td>
                      <td>
                        {priorAttestationDigest === null ? (
                          <span className="faint">none needed</span>
                        ) : (
                          <Hex value={priorAttestationDigest} what="attestation digest" />
                        )}
                      </td>
                      <td className="soft numeric">{since === null ? '–' : formatDate(since)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          )}
        </Answer>
      </Panel>
    </Page>
  );
}
