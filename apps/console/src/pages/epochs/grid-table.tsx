import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, memo, useEffect, useRef, useState } from 'react';
import { useLabels } from '../../api/context.ts';
import { shortHex } from '../../format/hex.ts';
import { moveInGrid } from '../../parts/grid-keys.ts';
import { type Column, type Grid, sayCell } from './epoch-grid.ts';
import classes from './grid-table.module.css';
import { StateGlyph } from './state-glyph.tsx';

interface Chosen {
  row: number;
  column: number;
}

const chosenIn = (target: EventTarget): Chosen | null => {
  const cell = (target as Element).closest('[data-row]');
  return cell && { row: Number(cell.getAttribute('data-row')), column: Number(cell.getAttribute('data-column')) };
};

/** The grid: arrow keys move, Enter opens the freeze of that epoch at that name; what is pointed at is said below. */
export function GridTable({ grid }: { grid: Grid }) {
  const labels = useLabels();
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<Chosen | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const newest = grid.columns.at(-1)?.epoch;
  // The newest epoch is at the end, and is what one looks at first.
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, [newest]);

  const open = (chosen: Chosen | null) => {
    const column = chosen && grid.columns[chosen.column];
    const name = chosen && grid.names[chosen.row];
    if (column && name)
      void navigate({ to: '/epochs/$epoch/freeze', params: { epoch: String(column.epoch) }, search: { name } });
  };
  const labelOf = (name: string) => labels.get(name) ?? shortHex(name);
  return (
    <>
      <div className={classes.scroller} ref={scroller}>
        <table
          className={classes.grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
          role="grid"
          aria-label="What became of each validator in each epoch"
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ' ') open(chosenIn(event.target));
            else moveInGrid(event, grid.names.length, grid.columns.length);
          }}
          onClick={(event: MouseEvent) => open(chosenIn(event.target))}
          onMouseOver={(event) => setPointed(chosenIn(event.target))}
          onMouseLeave={() => setPointed(null)}
          onFocus={(event) => setPointed(chosenIn(event.target))}
        >
          <thead>
            <tr>
              <th scope="col" className={classes.corner}>
                Validator
              </th>
              {grid.columns.map(({ epoch }) => (
                <th key={epoch} scope="col" className={classes.epoch}>
                  {epoch}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.names.map((name, row) => (
              <Row key={name} row={row} label={labelOf(name)} columns={grid.columns} />
            ))}
          </tbody>
          <tfoot>
            <Summary name="Certificate" columns={grid.columns} of={certificateOf} />
            <Summary name="Close" columns={grid.columns} of={closeOf} />
          </tfoot>
        </table>
      </div>
      <p className={classes.said} aria-live="polite">
        {sayPointed(grid, pointed, labelOf) ??
          'Point at a cell, or move with the arrow keys; Enter shows why it froze.'}
      </p>
    </>
  );
}

const Row = memo(({ row, label, columns }: { row: number; label: string; columns: readonly Column[] }) => (
  <tr>
    <th scope="row" className={classes.name}>
      {label}
    </th>
    {columns.map(({ epoch, cells, handoff }, column) => {
      const closed = handoff?.closeRound != null;
      const cell = cells[row];
      if (cell === undefined) return null;
      return (
        <td
          key={epoch}
          className={classes.cell}
          data-row={row}
          data-column={column}
          data-vote={closed && cell.vote !== null && cell.vote !== 'signed' ? cell.vote : undefined}
          tabIndex={row === 0 && column === columns.length - 1 ? 0 : -1}
          aria-label={`${label}, epoch ${epoch}: ${sayCell(cell)}`}
        >
          {cell.state !== null && <StateGlyph state={cell.state} />}
        </td>
      );
    })}
  </tr>
));

function Summary({
  name,
  columns,
  of,
}: {
  name: string;
  columns: readonly Column[];
  of: (column: Column) => React.ReactNode;
}) {
  return (
    <tr>
      <th scope="row" className={classes.name}>
        {name}
      </th>
      {columns.map((column) => (
        <td key={column.epoch} className={classes.sum}>
          {of(column)}
        </td>
      ))}
    </tr>
  );
}

function certificateOf({ handoff }: Column) {
  const certificate = handoff?.certificate;
  if (!certificate)
    return (
      <span className="faint" title="no certificate">
        –
      </span>
    );
  return <span title={`stake ${certificate.stake}, quorum ${certificate.quorum}`}>{certificate.signers}</span>;
}

const CLOSES: Record<string, string> = { certificate: 'C', backstop: 'B', vote_quorum: 'V' };

function closeOf({ handoff }: Column) {
  if (handoff?.closeReason == null)
    return (
      <span className="faint" title="open">
        ·
      </span>
    );
  const letter = CLOSES[handoff.closeReason] ?? '?';
  return (
    <span title={`closed by ${handoff.closeReason.replace('_', ' ')} in round ${handoff.closeRound}`}>{letter}</span>
  );
}

function sayPointed(grid: Grid, pointed: Chosen | null, labelOf: (name: string) => string) {
  const column = pointed && grid.columns[pointed.column];
  const name = pointed && grid.names[pointed.row];
  const cell = column?.cells[pointed?.row ?? 0];
  if (!column || !name || !cell) return null;
  return (
    <>
      <b>{labelOf(name)}</b> in epoch <b>{column.epoch}</b>: {sayCell(cell)}
    </>
  );
}

export function GridLegend() {
  return (
    <div className={classes.legend}>
      {(['frozen', 'carried', 'excluded', 'announced', 'silent'] as const).map((state) => (
        <span key={state}>
          <StateGlyph state={state} /> {state}
        </span>
      ))}
      <span>
        <i className={classes.vote} /> did not sign the handoff
      </span>
    </div>
  );
}
