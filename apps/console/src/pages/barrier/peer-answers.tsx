import type { Barrier } from '../../api/barrier.ts';
import { words } from '../../format/words.ts';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';
import type { Tone } from '../../parts/tone.ts';

const TONES: Record<string, Tone> = { good: 'ok', bad: 'bad', none: 'idle', failed: 'bad' };
const ANSWERS: Record<string, string> = {
  good: 'gave it',
  bad: 'gave something bad',
  none: 'does not have it',
  failed: 'cannot be reached',
};

/** Whom the barrier asked for help, and what came of it. */
export function PeerAnswers({ of }: { of: Barrier['peers'] }) {
  return (
    <Panel title="What peers answered" note="the last answer of each, while the epoch is not open" flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Peer</th>
            <th scope="col">Asked for</th>
            <th scope="col">Answer</th>
            <th scope="col">Detail</th>
            <th scope="col" className={table.number}>
              Attempts
            </th>
            <th scope="col">Last asked</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ peer, asked, answer, detail, attempts, at }) => (
            <tr key={`${peer} ${asked}`}>
              <td>
                <Authority name={peer} />
              </td>
              <td>{asked === 'certificate' ? 'the certificate' : <Hex value={asked} what="digest" />}</td>
              <td>
                <Mark tone={TONES[answer] ?? 'idle'}>{ANSWERS[answer] ?? words(answer)}</Mark>
              </td>
              <td className={table.wide}>{detail ?? '–'}</td>
              <td className={table.number}>{attempts}</td>
              <td>{at === null ? '–' : <Since at={at} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
