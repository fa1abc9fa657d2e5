import { getBorderCharacters, table } from 'table';

const GAP = 2;

/** Rows as aligned columns without borders, one line each; coloured cells keep their width. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const text = table(
    rows.map((row) => [...row]),
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: GAP },
      drawHorizontalLine: () => false,
    },
  );
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trimEnd());
}
