import type { Handoff } from '../../api/handoff.ts';
import { words } from '../../format/words.ts';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import table from '../../parts/table.module.css';

export function Outputs({ of }: { of: Handoff['outputs'] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Output</th>
          <th scope="col">Key</th>
          <th scope="col">State</th>
          <th scope="col" className={table.number}>
            Votes
          </th>
          <th scope="col">Agreed digest</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ keyId, output, agreed, votes }) => {
          const different = new Set(votes.map(({ digest }) => digest)).size;
          return (
            <tr key={`${keyId} ${output}`}>
              <td>{words(output)}</td>
              <td>
                <Hex value={keyId} what="key id" />
              </td>
              <td>
                {agreed === null ? (
                  <Mark tone="wait">waits for a quorum</Mark>
                ) : (
                  <Mark tone="ok">{`agreed in round ${agreed.round}`}</Mark>
                )}
                {different > 1 && <Mark tone="bad">{`${different} different digests voted`}</Mark>}
              </td>
              <td className={table.number}>{votes.length}</td>
              <td>{agreed === null ? '–' : <Hex value={agreed.digest} what="agreed digest" />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
