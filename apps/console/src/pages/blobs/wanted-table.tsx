import type { WantedBlob } from '../../api/blobs.ts';
import { words } from '../../format/words.ts';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';

export function WantedTable({ of }: { of: readonly WantedBlob[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Digest</th>
          <th scope="col">Announced by</th>
          <th scope="col">State</th>
          <th scope="col" className={table.number}>
            Attempts
          </th>
          <th scope="col">Last asked</th>
          <th scope="col">Last result</th>
          <th scope="col">Missing for</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ digest, owner, state, attempts, lastPeer, lastResult, since }) => (
          <tr key={digest}>
            <td>
              <Hex value={digest} what="digest" />
            </td>
            <td>{owner === null ? '–' : <Authority name={owner} />}</td>
            <td>
              {state === 'fetching' ? <Mark tone="info">being fetched</Mark> : <Mark tone="wait">{words(state)}</Mark>}
            </td>
            <td className={table.number}>{attempts}</td>
            <td>{lastPeer === null ? '–' : <Authority name={lastPeer} />}</td>
            <td>{lastResult === null ? '–' : words(lastResult)}</td>
            <td>{since === null ? '–' : <Since at={since} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
