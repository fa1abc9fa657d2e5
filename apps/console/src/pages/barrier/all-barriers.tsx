import { useQueries } from '@tanstack/react-query';
import { BarrierEpochsSchema } from '../../api/barrier.ts';
import { useConsole } from '../../api/context.ts';
import { validatorQuery } from '../../api/read.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';
import { sayBarrier } from './barrier-reason.ts';

const POLL_MS = 5_000;

/** Where each validator of the network stands: who is in, and who waits for what. */
export function AllBarriers() {
  const { network } = useConsole();
  const answers = useQueries({
    queries: network.validators.map(({ label }) => ({
      ...validatorQuery(label, 'v1/barrier/epochs', BarrierEpochsSchema, { limit: 1 }),
      refetchInterval: POLL_MS,
    })),
  });
  const open = answers.filter(({ data }) => data?.items[0]?.state === 'ready').length;
  return (
    <Panel title="All validators" note={`${open} of ${network.validators.length} open; each by its own word`} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Validator</th>
            <th scope="col" className={table.number}>
              Into epoch
            </th>
            <th scope="col">State</th>
            <th scope="col">Waits since</th>
          </tr>
        </thead>
        <tbody>
          {network.validators.map(({ label }, index) => {
            const answer = answers[index];
            const anchor = answer?.data?.items[0];
            if (anchor === undefined) {
              return (
                <tr key={label}>
                  <td>{label}</td>
                  <td className={table.number}>–</td>
                  <td>
                    {answer?.error ? (
                      <Mark tone="bad">cannot be read</Mark>
                    ) : (
                      <span className="faint">{answer?.isPending ? 'asking' : 'no seat'}</span>
                    )}
                  </td>
                  <td>–</td>
                </tr>
              );
            }
            const { tone, text } = sayBarrier(anchor);
            return (
              <tr key={label}>
                <td>{label}</td>
                <td className={table.number}>{anchor.epoch}</td>
                <td>
                  <Mark tone={tone}>{text}</Mark>
                </td>
                <td className="soft">
                  {anchor.state === 'ready' || anchor.since === null ? '–' : <Since at={anchor.since} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
