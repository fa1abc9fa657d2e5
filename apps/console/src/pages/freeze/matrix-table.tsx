import { memo } from 'react';
import { useLabels } from '../../api/context.ts';
import { shortHex } from '../../format/hex.ts';
import { moveInGrid } from '../../parts/grid-keys.ts';
import { StateGlyph } from '../epochs/state-glyph.tsx';
import type { AttestedName, Matrix } from './matrix.ts';
import classes from './matrix-table.module.css';

interface MatrixTableProps {
  matrix: Matrix;
  quorum: number;
  total: number;
  chosen: string | undefined;
  onChoose: (name: string) => void;
}

/** Signers down, names across; arrow keys move, Enter explains the name of that column. */
export const MatrixTable = memo(({ matrix, quorum, total, chosen, onChoose }: MatrixTableProps) => {
  const labels = useLabels();
  const labelOf = (name: string) => labels.get(name) ?? shortHex(name);
  const { signers, names } = matrix;
  const choose = (target: EventTarget) => {
    const column = (target as Element).closest('[data-column]')?.getAttribute('data-column');
    const name = names[Number(column ?? -1)]?.name;
    if (name !== undefined) onChoose(name);
  };
  return (
    <div className={classes.scroller}>
      <table
        className={classes.matrix}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
        role="grid"
        aria-label="Which bytes each ready signal attests"
        onClick={(event) => choose(event.target)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return moveInGrid(event, signers.length + 1, names.length);
          event.preventDefault();
          choose(event.target);
        }}
      >
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              <span>signed by</span>
              <span className={classes.across}>attests →</span>
            </th>
            {names.map(({ name, outcome }, column) => (
              <th
                key={name}
                scope="col"
                className={classes.name}
                data-row={0}
                data-column={column}
                data-chosen={name === chosen || undefined}
                tabIndex={column === 0 ? 0 : -1}
                aria-label={`${labelOf(name)}, ${outcome}: explain`}
              >
                <span className={classes.turned}>{labelOf(name)}</span>
              </th>
            ))}
            <th scope="col" className={classes.round}>
              round
            </th>
          </tr>
          <tr className={classes.summary}>
            <td className={classes.signer}>outcome</td>
            {names.map(({ name, outcome }) => (
              <td key={name} className={classes.outcome} title={outcome} data-chosen={name === chosen || undefined}>
                <StateGlyph state={outcome === 'open' ? 'announced' : outcome} />
              </td>
            ))}
            <td className={classes.round} />
          </tr>
          <tr className={classes.summary}>
            <td className={classes.signer}>stake behind</td>
            {names.map((name) => (
              <td key={name.name} className={classes.support} data-chosen={name.name === chosen || undefined}>
                <Support of={name} quorum={quorum} total={total} />
              </td>
            ))}
            <td className={classes.round} />
          </tr>
        </thead>
        <tbody>
          {signers.map((signer, row) => (
            <tr key={signer.name}>
              <th scope="row" className={classes.signer}>
                {labelOf(signer.name)}
              </th>
              {signer.attests.map((attested, column) => {
                const name = names[column]?.name ?? '';
                const says =
                  attested === null ? 'not named' : `digest ${attested.letter}, ${shortHex(attested.digest)}`;
                return (
                  <td
                    key={name}
                    className={classes.cell}
                    data-row={row + 1}
                    data-column={column}
                    data-letter={attested === null ? undefined : attested.letter === 'A' ? 'A' : 'other'}
                    data-chosen={name === chosen || undefined}
                    tabIndex={-1}
                    aria-label={`${labelOf(signer.name)} of ${labelOf(name)}: ${says}`}
                  >
                    {attested === null ? (
                      ''
                    ) : (names[column]?.digests.length ?? 0) > 1 ? (
                      attested.letter
                    ) : (
                      <i className={classes.dot} />
                    )}
                  </td>
                );
              })}
              <td className={classes.round}>{signer.round}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

/** An upright stake bar with the quorum's mark. */
function Support({ of: { digests }, quorum, total }: { of: AttestedName; quorum: number; total: number }) {
  const most = digests[0]?.stake ?? 0;
  const share = (stake: number) => `${total === 0 ? 0 : Math.min(100, (100 * stake) / total)}%`;
  return (
    <span
      className={classes.upright}
      data-tone={most >= quorum ? 'ok' : 'wait'}
      role="img"
      aria-label={`${most} of ${quorum} needed`}
    >
      <span className={classes.fill} style={{ height: share(most) }} />
      <span className={classes.quorum} style={{ bottom: share(quorum) }} />
    </span>
  );
}
