import type { KeyboardEvent } from 'react';

export interface Place {
  row: number;
  column: number;
}

/** Where a key leads in a grid of that size; null for a key that does not move. Edges hold. */
export function movedBy(
  key: string,
  { row, column }: Place,
  rows: number,
  columns: number,
  control = false,
): Place | null {
  const at = (to: Place): Place => ({
    row: Math.min(Math.max(to.row, 0), rows - 1),
    column: Math.min(Math.max(to.column, 0), columns - 1),
  });
  switch (key) {
    case 'ArrowUp':
      return at({ row: row - 1, column });
    case 'ArrowDown':
      return at({ row: row + 1, column });
    case 'ArrowLeft':
      return at({ row, column: column - 1 });
    case 'ArrowRight':
      return at({ row, column: column + 1 });
    case 'Home':
      return at({ row: control ? 0 : row, column: 0 });
    case 'End':
      return at({ row: control ? rows - 1 : row, column: columns - 1 });
    default:
      return null;
  }
}

const placeOf = (cell: Element): Place => ({
  row: Number(cell.getAttribute('data-row')),
  column: Number(cell.getAttribute('data-column')),
});

/**
 * Arrow keys, Home and End for a grid whose cells carry `data-row` and `data-column`: one of them is in the tab order,
 * and the keys move that place. On the grid's `onKeyDown`.
 */
export function moveInGrid(event: KeyboardEvent<HTMLElement>, rows: number, columns: number): void {
  const grid = event.currentTarget;
  const cell = (event.target as Element).closest('[data-row]');
  if (cell === null) return;
  const to = movedBy(event.key, placeOf(cell), rows, columns, event.ctrlKey || event.metaKey);
  const next = to && grid.querySelector<HTMLElement>(`[data-row="${to.row}"][data-column="${to.column}"]`);
  if (!next) return;
  event.preventDefault();
  for (const left of grid.querySelectorAll<HTMLElement>('[data-row][tabindex="0"]')) left.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
