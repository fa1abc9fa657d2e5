import { HeldBlobsSchema, WantedBlobsSchema } from '../../api/blobs.ts';
import { useConsole } from '../../api/context.ts';
import { useVia } from '../../api/read.ts';
import { formatDate } from '../../format/clock.ts';
import { counted, formatBytes, formatCount } from '../../format/quantity.ts';
import { words } from '../../format/words.ts';
import { Answer } from '../../parts/answer.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import table from '../../parts/table.module.css';
import { WantedTable } from './wanted-table.tsx';

const HELD_SHOWN = 200;

const ORIGINS: Record<string, string> = {
  own: 'its own',
  announcer: 'from its announcer',
  peer: 'from a peer',
  engine: 'from the engine',
  joiner: 'from a joiner',
};

/** What this validator holds, what it lacks, and whom it asks. */
export function BlobsPage() {
  const { via } = useConsole();
  const held = useVia('v1/blobs', HeldBlobsSchema, { query: { limit: HELD_SHOWN } });
  const wanted = useVia('v1/blobs/wanted', WantedBlobsSchema);
  const items = [...(held.data?.items ?? [])].sort((a, b) => (b.storedAt ?? 0) - (a.storedAt ?? 0));
  const missing = wanted.data?.items.length ?? null;
  const bytes = held.data?.bytes ?? items.reduce((sum, { size }) => sum + size, 0);
  return (
    <Page title="Blobs" lead={`The bytes behind the digests, as ${via} holds them.`}>
      <Panel
        title="In sum"
        {...(missing === null
          ? {}
          : {
              actions:
                missing === 0 ? (
                  <Mark tone="ok">Nothing is missing</Mark>
                ) : (
                  <Mark tone="wait">{`${missing} missing`}</Mark>
                ),
            })}
      >
        <Answer of={held} what="the blobs" rows={2}>
          {(read) => (
            <Facts>
              <Fact name="Held">
                {formatCount(read.count ?? items.length)}
                {read.count === undefined && read.next !== null ? '+' : ''}
              </Fact>
              <Fact name="On disk">{formatBytes(bytes)}</Fact>
              <Fact name="Missing">{missing ?? '–'}</Fact>
              {read.cache !== undefined && (
                <Fact name="In memory for peers" note={counted(read.cache.count, 'blob')}>
                  {formatBytes(read.cache.bytes)}
                </Fact>
              )}
            </Facts>
          )}
        </Answer>
      </Panel>
      <Panel title="Wanted" note="missing, and being fetched" flush>
        <Answer of={wanted} what="what is missing" rows={3}>
          {(read) =>
            read.items.length === 0 ? (
              <Empty title="Nothing is missing">Every digest that this epoch needs is held and verified.</Empty>
            ) : (
              <WantedTable of={read.items} />
            )
          }
        </Answer>
      </Panel>
      <Panel title="Held" note="newest first" flush>
        <Answer of={held} what="what is held">
          {(read) =>
            items.length === 0 ? (
              <Empty title="Nothing is held yet" />
            ) : (
              <>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th scope="col">Digest</th>
                      <th scope="col" className={table.number}>
                        Size
                      </th>
                      <th scope="col">Came</th>
                      <th scope="col">Structure</th>
                      <th scope="col">Stored</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ digest, size, origin, structurallyValid, storedAt }) => (
                      <tr key={digest}>
                        <td>
                          <Hex value={digest} what="digest" />
                        </td>
                        <td className={table.number}>{formatBytes(size)}</td>
                        <td>{ORIGINS[origin] ?? words(origin)}</td>
                        <td>
                          {structurallyValid ? (
                            <Mark tone="ok">valid MPC data</Mark>
                          ) : (
                            <span className="faint">other bytes</span>
                          )}
                        </td>
                        <td className="soft numeric">{storedAt === null ? '–' : formatDate(storedAt)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {read.next !== null && (
                  <p className="faint" style={{ padding: '8px 14px' }}>
                    The first {HELD_SHOWN} by digest are shown.
                  </p>
                )}
              </>
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}
